package io.pindown.agent.audit;

import static io.pindown.agent.audit.Kind.ALLOCATE;
import static io.pindown.agent.audit.Kind.CHANGE;
import static io.pindown.agent.audit.Kind.FREE;
import static io.pindown.agent.audit.Kind.MAP;
import static io.pindown.agent.audit.Kind.NATIVE;
import static io.pindown.agent.audit.Kind.PIN;
import static io.pindown.agent.audit.Kind.UNMAP;

import java.util.List;

/**
 * Libraries' methods that do something to native memory: one row each. A row with a package is for callers outside of it; inside
 * is the wrapper, whose own calls are sites of other rows.
 */
final class LibrarySinks {
  private static final String MEMORY_UTIL = "org/lwjgl/system/MemoryUtil";
  private static final String LIBC = "org/lwjgl/system/libc/LibCStdlib";
  private static final String JEMALLOC = "org/lwjgl/system/jemalloc/JEmalloc";
  private static final String MMAN = "org/lwjgl/system/linux/MMAN";
  private static final String LIBURING = "org/lwjgl/system/linux/liburing/";
  private static final String JNA = "com/sun/jna/";
  private static final String OS = "net/openhft/chronicle/core/OS";
  private static final String CHRONICLE = "net/openhft/chronicle/core/";
  private static final String NETTY = "io/netty/util/internal/PlatformDependent";
  private static final Route LOADED = Route.unknown("a native library: what it does is not known");
  private static final Route CALLED = Route.unknown("a native function that is not named here");

  private LibrarySinks() {}

  static void addTo(List<Sink> rows) {
    lwjgl(rows);
    jna(rows);
    netty(rows);
    rows.add(Sink.of(OS, "map", "(", MAP, Route.library(OS, "map0")).outside(CHRONICLE));
    rows.add(Sink.of(OS, "unmap", "(", UNMAP, Route.library(OS, "unmap")).outside(CHRONICLE));
    rows.add(Sink.of("jnr/ffi/LibraryLoader", "load", "", NATIVE, LOADED));
    rows.add(Sink.of("jnr/ffi/LibraryLoader", "loadLibrary", "", NATIVE, LOADED));
    pins(rows);
  }

  private static void lwjgl(List<Sink> rows) {
    String inside = "org/lwjgl/";
    rows.add(Sink.of(MEMORY_UTIL, "memAlloc*", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemAlloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "memCalloc*", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemCalloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "memAlignedAlloc", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemAlignedAlloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "memRealloc", "", CHANGE, Route.library(MEMORY_UTIL, "nmemRealloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "memFree", "", FREE, Route.library(MEMORY_UTIL, "nmemFree")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "memAlignedFree", "", FREE, Route.library(MEMORY_UTIL, "nmemAlignedFree")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemAlloc*", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemAlloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemCalloc*", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemCalloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemAlignedAlloc*", "", ALLOCATE, Route.library(MEMORY_UTIL, "nmemAlignedAlloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemRealloc*", "", CHANGE, Route.library(MEMORY_UTIL, "nmemRealloc")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemFree", "", FREE, Route.library(MEMORY_UTIL, "nmemFree")).outside(inside));
    rows.add(Sink.of(MEMORY_UTIL, "nmemAlignedFree", "", FREE, Route.library(MEMORY_UTIL, "nmemAlignedFree")).outside(inside));
    rows.add(Sink.of(LIBC, "nmalloc", "(J)J", ALLOCATE, Route.library(LIBC, "nmalloc")));
    rows.add(Sink.of(LIBC, "ncalloc", "(JJ)J", ALLOCATE, Route.library(LIBC, "ncalloc")));
    rows.add(Sink.of(LIBC, "nrealloc", "(JJ)J", CHANGE, Route.library(LIBC, "nrealloc")));
    rows.add(Sink.of(LIBC, "nfree", "(J)V", FREE, Route.library(LIBC, "nfree")));
    rows.add(Sink.of(LIBC, "naligned_alloc", "(JJ)J", ALLOCATE, Route.library(LIBC, "naligned_alloc")));
    rows.add(Sink.of(LIBC, "naligned_free", "(J)V", FREE, Route.library(LIBC, "naligned_free")));
    rows.add(Sink.of(MMAN, "nmmap", "(", MAP, Route.library(MMAN, "nmmap")));
    rows.add(Sink.of(MMAN, "nmunmap", "(", UNMAP, Route.library(MMAN, "nmunmap")));
    for (String method : List.of("malloc", "calloc", "mallocx", "aligned_alloc", "posix_memalign")) {
      jemalloc(rows, method, ALLOCATE);
    }
    for (String method : List.of("free", "dallocx", "sdallocx")) {
      jemalloc(rows, method, FREE);
    }
    for (String method : List.of("realloc", "rallocx", "xallocx")) {
      jemalloc(rows, method, CHANGE);
    }
  }

  /** Called through pointers to functions: inside of LWJGL nothing names them. */
  private static void jemalloc(List<Sink> rows, String function, Kind kind) {
    rows.add(Sink.of(JEMALLOC, "je_" + function, "(", kind, Route.library(JEMALLOC, "nje_" + function)).outside("org/lwjgl/"));
    rows.add(Sink.of(JEMALLOC, "nje_" + function, "(", kind, Route.library(JEMALLOC, "nje_" + function)).outside("org/lwjgl/"));
  }

  private static void jna(List<Sink> rows) {
    rows.add(Sink.of(JNA + "Native", "malloc", "(J)J", ALLOCATE, Route.library(JNA + "Native", "malloc")));
    rows.add(Sink.of(JNA + "Native", "free", "(J)V", FREE, Route.library(JNA + "Native", "free")));
    rows.add(Sink.of(JNA + "Memory", "<init>", "(J)V", ALLOCATE, Route.library(JNA + "Memory", "malloc")).outside(JNA));
    rows.add(Sink.of(JNA + "Memory", "close", "()V", FREE, Route.library(JNA + "Memory", "free")).outside(JNA));
    rows.add(Sink.of(JNA + "Native", "register", "(", NATIVE, LOADED).outside(JNA));
    rows.add(Sink.of(JNA + "Native", "load", "(", NATIVE, LOADED).outside(JNA));
    rows.add(Sink.of(JNA + "Native", "loadLibrary", "(", NATIVE, LOADED).outside(JNA));
    rows.add(Sink.of(JNA + "NativeLibrary", "getInstance", "(", NATIVE, LOADED).outside(JNA));
    rows.add(Sink.of(JNA + "NativeLibrary", "getProcess", "(", NATIVE, LOADED).outside(JNA));
    rows.add(Sink.of(JNA + "Function", "invoke*", "(", NATIVE, CALLED).outside(JNA));
  }

  private static void netty(List<Sink> rows) {
    String inside = "io/netty/";
    Route allocated = Route.through("allocateMemory0");
    Route freed = Route.through("freeMemory0");
    rows.add(Sink.of(NETTY, "allocateMemory", "(J)J", ALLOCATE, allocated).outside(inside));
    rows.add(Sink.of(NETTY, "allocateDirect*", "(I", ALLOCATE, allocated).outside(inside));
    rows.add(Sink.of(NETTY, "reallocateMemory", "(JJ)J", CHANGE, Route.through("reallocateMemory0")).outside(inside));
    rows.add(Sink.of(NETTY, "reallocateDirect*", "(L", CHANGE, Route.through("reallocateMemory0")).outside(inside));
    rows.add(Sink.of(NETTY, "freeMemory", "(J)V", FREE, freed).outside(inside));
    rows.add(Sink.of(NETTY, "freeDirect*", "(L", FREE, freed).outside(inside));
  }

  private static void pins(List<Sink> rows) {
    pin(rows, "org/openucx/jucx/ucp/UcpContext", "registerMemory", "memoryMap", "importMemory");
    for (String verbs : List.of("com/ibm/disni/verbs/", "com/ibm/disni/rdma/verbs/")) {
      pin(rows, verbs + "IbvPd", "regMr");
    }
    for (String endpoint : List.of("com/ibm/disni/", "com/ibm/disni/rdma/")) {
      rows.add(registration(endpoint + "RdmaEndpoint", "registerMemory").outside("com/ibm/disni/"));
    }
    pin(rows, "io/pindown/nic/uring/Ring", "register");
    pin(rows, LIBURING + "LibIOURing", "io_uring_register");
    pin(rows, LIBURING + "LibIOURing", "nio_uring_register");
    for (String registering : List.of("buffers", "buffers_tags", "buffers_sparse", "buffers_update_tag")) {
      pin(rows, LIBURING + "LibURing", "nio_uring_register_" + registering);
    }
    pin(rows, "com/ibm/jnvmf/QueuePair", "registerMemory");
    pin(rows, "jcuda/driver/JCudaDriver", "cuMemHostRegister");
    pin(rows, "jcuda/runtime/JCuda", "cudaHostRegister");
    pin(rows, "org/bytedeco/cuda/global/cudart", "cuMemHostRegister", "cudaHostRegister");
  }

  private static void pin(List<Sink> rows, String owner, String... methods) {
    for (String method : methods) {
      rows.add(registration(owner, method));
    }
  }

  private static Sink registration(String owner, String method) {
    return Sink.of(owner, method, "(", PIN, Route.registration(owner, method));
  }
}
