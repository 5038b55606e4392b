package io.pindown.agent.downcall;

/**
 * The functions of the C library that change what is mapped, with what is to be done before and after each. The methods
 * named are those of {@link LibcEvents}; a function takes {@code arity} arguments, of which a caller may pass more where the
 * function is variadic.
 */
enum LibcFunction {
  MALLOC(1, null, "afterMalloc", "malloc", "valloc", "pvalloc"),
  ALIGNED_ALLOC(2, null, "afterAlignedAlloc", "aligned_alloc", "memalign"),
  CALLOC(2, null, "afterCalloc", "calloc"),
  POSIX_MEMALIGN(3, null, "afterPosixMemalign", "posix_memalign"),
  REALLOC(2, "beforeRealloc", "afterRealloc", "realloc"),
  REALLOCARRAY(3, "beforeReallocarray", "afterReallocarray", "reallocarray"),
  FREE(1, "beforeFree", null, "free", "cfree"),
  FREE_SIZED(2, "beforeFreeSized", null, "free_sized"),
  FREE_ALIGNED_SIZED(3, "beforeFreeAlignedSized", null, "free_aligned_sized"),
  MMAP(6, "beforeMmap", "afterMmap", "mmap", "mmap64"),
  MUNMAP(2, "beforeMunmap", null, "munmap"),
  MREMAP(4, "beforeMremap", "afterMremap", "mremap"),
  MREMAP_TO(5, "beforeMremapTo", "afterMremapTo", "mremap"),
  MADVISE(3, "beforeMadvise", "afterMadvise", "madvise", "posix_madvise"),
  REMAP_FILE_PAGES(5, "beforeRemapFilePages", "afterRemapFilePages", "remap_file_pages"),
  SHMAT(3, "beforeShmat", "afterShmat", "shmat"),
  SHMDT(1, "beforeShmdt", "afterShmdt", "shmdt"),
  BRK(1, "beforeBrk", "afterBrk", "brk"),
  SBRK(1, "beforeSbrk", "afterSbrk", "sbrk"),
  TRUNCATE(2, "beforeTruncate", "afterTruncate", "ftruncate", "ftruncate64", "truncate", "truncate64"),
  FALLOCATE(4, "beforeFallocate", "afterFallocate", "fallocate", "fallocate64"),
  COPY_FILE_RANGE(6, "beforeCopyFileRange", "afterCopyFileRange", "copy_file_range"),
  OPEN(2, "beforeOpen", "afterOpen", "open", "open64", "shm_open"),
  OPENAT(3, "beforeOpenat", "afterOpenat", "openat", "openat64"),
  CREAT(2, "beforeCreat", "afterCreat", "creat", "creat64"),
  FOPEN(2, "beforeFopen", "afterFopen", "fopen", "fopen64"),
  FREOPEN(3, "beforeFreopen", "afterFreopen", "freopen", "freopen64"),
  PROCESS_MADVISE(5, "beforeProcessMadvise", "afterProcessMadvise", "process_madvise"),
  DLCLOSE(1, "beforeDlclose", "afterDlclose", "dlclose"),
  /** Any system call: its number, and as many arguments as the caller passes. */
  SYSCALL(SyscallEvents.ARGUMENTS, "before", "after", "syscall");

  private final int arity;
  private final String before;
  private final String after;
  private final String[] names;

  LibcFunction(int arity, String before, String after, String... names) {
    this.arity = arity;
    this.before = before;
    this.after = after;
    this.names = names;
  }

  int arity() {
    return arity;
  }

  /** Whether a caller may pass fewer arguments than the events take; the others are 0 then. */
  boolean takesFewer() {
    return this == SYSCALL;
  }

  /** The method that runs before, taking the arguments; null for none. */
  String before() {
    return before;
  }

  /** The method that runs after, taking what was thrown, the result and the arguments; null for none. */
  String after() {
    return after;
  }

  String[] names() {
    return names;
  }

  /** Whether a call with so many arguments is of this form of the function. */
  boolean takes(int arguments) {
    switch (this) {
      case MREMAP_TO:
      case OPEN:
      case OPENAT:
        return arguments >= arity;
      case SYSCALL:
        return arguments >= 1 && arguments <= arity;
      default:
        return arguments == arity;
    }
  }
}
