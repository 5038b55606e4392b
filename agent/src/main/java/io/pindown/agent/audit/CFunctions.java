package io.pindown.agent.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Functions of C libraries that do something to memory, by name. What else a name may be is of no interest to the audit. */
final class CFunctions {
  private static final Map<String, Kind> KINDS = new HashMap<>();

  static {
    put(Kind.ALLOCATE, "malloc", "calloc", "valloc", "pvalloc", "memalign", "aligned_alloc", "posix_memalign");
    put(Kind.ALLOCATE, "je_malloc", "je_calloc", "je_mallocx", "je_aligned_alloc", "je_posix_memalign", "mi_malloc", "mi_calloc", "mi_malloc_aligned");
    put(Kind.ALLOCATE, "mallocx", "rpmalloc", "rpcalloc", "rpaligned_alloc", "tc_malloc", "tc_calloc", "tc_memalign");
    put(Kind.FREE, "free", "cfree", "free_sized", "free_aligned_sized");
    put(Kind.FREE, "je_free", "je_dallocx", "je_sdallocx", "dallocx", "sdallocx", "mi_free", "rpfree", "tc_free");
    put(Kind.CHANGE, "realloc", "reallocarray", "je_realloc", "je_rallocx", "rallocx", "mi_realloc", "rprealloc", "tc_realloc");
    put(Kind.MAP, "mmap", "mmap64", "shmat");
    put(Kind.UNMAP, "munmap", "shmdt", "dlclose");
    put(Kind.CHANGE, "mremap", "madvise", "posix_madvise", "process_madvise", "remap_file_pages", "brk", "sbrk");
    put(Kind.CHANGE, "ftruncate", "ftruncate64", "truncate", "truncate64", "fallocate", "fallocate64", "copy_file_range");
    put(Kind.CHANGE, "open", "open64", "openat", "openat64", "shm_open", "creat", "creat64", "fopen", "fopen64", "freopen", "freopen64");
    put(Kind.NATIVE, "syscall");
    put(Kind.PIN, "ibv_reg_mr", "ibv_reg_mr_iova", "ibv_reg_mr_iova2", "ibv_reg_dmabuf_mr", "rdma_reg_msgs", "rdma_reg_read", "rdma_reg_write");
    put(Kind.PIN, "ucp_mem_map", "uct_md_mem_reg", "io_uring_register", "io_uring_register_buffers", "io_uring_register_buffers_tags");
    put(Kind.PIN, "io_uring_register_buffers_update_tag", "cuMemHostRegister", "cuMemHostRegister_v2", "cudaHostRegister", "hipHostRegister");
  }

  private CFunctions() {}

  private static void put(Kind kind, String... names) {
    for (String name : names) {
      KINDS.put(name, kind);
    }
  }

  /** Null for a function that is not in the table. */
  static Kind kindOf(String function) {
    return KINDS.get(function);
  }

  static Set<String> names() {
    return KINDS.keySet();
  }

  /** Whether it changes the length of a file, or may when it opens one: the kernel monitor does not see that. */
  static boolean cutsFiles(String function) {
    return function.contains("truncate") || function.contains("open") || function.startsWith("creat") || function.startsWith("fallocate") || function.equals("copy_file_range");
  }
}
