package io.pindown.agent.downcall;

import io.pindown.agent.hook.Inside;

/**
 * What each libc function means for memory, told to the hooks. Every pointer and number comes as a long. The methods named
 * {@code before} run before the call, those named {@code after} after it, also when it threw: {@code thrown} is then not
 * null and the result 0. All of them are found by name from {@link LibcFunction}. Stateless.
 *
 * <p>Ranges of unknown length end at the top of the address space.
 */
@SuppressWarnings("unused")
final class LibcEvents {
  private static final long MAP_FAILED = -1L;
  private static final long MAP_FIXED = 0x10L;
  private static final long MREMAP_FIXED = 2L;
  private static final long MREMAP_DONTUNMAP = 4L;
  private static final long PAGE = 4096L;
  private static final long O_TRUNC = 0x200L;
  private static final long SHM_REMAP = 0x4000L;
  /** FALLOC_FL_PUNCH_HOLE, COLLAPSE_RANGE, ZERO_RANGE, INSERT_RANGE: those that take pages of the file away. */
  private static final long FALLOC_TAKES_PAGES = 0x02L | 0x08L | 0x10L | 0x20L;

  private final Inside hooks;
  private final Beginnings beginnings;

  LibcEvents(Inside hooks, Beginnings beginnings) {
    this.hooks = hooks;
    this.beginnings = beginnings;
  }

  // ---- blocks ----

  void afterMalloc(Throwable thrown, long result, long size) {
    beginnings.block(result, size);
  }

  void afterAlignedAlloc(Throwable thrown, long result, long alignment, long size) {
    beginnings.block(result, size);
  }

  void afterCalloc(Throwable thrown, long result, long count, long size) {
    beginnings.block(result, count * size);
  }

  void afterPosixMemalign(Throwable thrown, long result, long out, long alignment, long size) {
    if (thrown == null && result == 0L && out != 0L) { // an array's address is not known here, and so its block is not, either
      beginnings.block(hooks.wordAt(out), size);
    }
  }

  void beforeFree(long base) {
    hooks.freed(base);
  }

  void beforeFreeSized(long base, long size) {
    hooks.freed(base);
  }

  void beforeFreeAlignedSized(long base, long alignment, long size) {
    hooks.freed(base);
  }

  void beforeRealloc(long base, long size) {
    if (base != 0L && size == 0L) {
      hooks.freed(base);
    } else if (base != 0L) {
      hooks.reallocationBegin(base, size);
    }
  }

  void afterRealloc(Throwable thrown, long result, long base, long size) {
    if (base == 0L) {
      beginnings.block(result, size);
    } else if (size != 0L) {
      beginnings.blockAgain(base, result);
    }
  }

  void beforeReallocarray(long base, long count, long size) {
    beforeRealloc(base, count * size);
  }

  void afterReallocarray(Throwable thrown, long result, long base, long count, long size) {
    afterRealloc(thrown, result, base, count * size);
  }

  // ---- mappings ----

  void beforeMmap(long address, long length, long protection, long flags, long file, long offset) {
    if ((flags & MAP_FIXED) != 0L) {
      hooks.changeBegin(address, length);
    }
  }

  void afterMmap(Throwable thrown, long result, long address, long length, long protection, long flags, long file, long offset) {
    if ((flags & MAP_FIXED) != 0L) {
      hooks.changeEnd(address, length);
    }
    if (thrown == null && result != MAP_FAILED) {
      beginnings.mapping(result, length);
    }
  }

  void beforeMunmap(long address, long length) {
    hooks.unmapped(address, length);
  }

  /*
   * A mapping that becomes shorter stays where it is and loses its end, unless it is told to go; one that is as long as before stays. Any
   * other is reported as gone before the call: where it moves, another thread may get the address before the call returns. If the call
   * fails it is still there and known to nobody, so it is registered for each use: safe, and rare.
   */
  void beforeMremap(long old, long oldLength, long newLength, long flags) {
    if (staysInPlace(oldLength, newLength, flags)) {
      long end = pageUp(old + oldLength);
      long newEnd = pageUp(old + newLength);
      if (newLength > 0L && newEnd < end) {
        hooks.unmapped(newEnd, end - newEnd);
      }
    } else {
      hooks.changeBegin(old, oldLength);
      hooks.unmapped(old, oldLength);
    }
  }

  void afterMremap(Throwable thrown, long result, long old, long oldLength, long newLength, long flags) {
    if (staysInPlace(oldLength, newLength, flags)) {
      return;
    }
    hooks.changeEnd(old, oldLength);
    if (thrown == null && result != MAP_FAILED) {
      beginnings.mapping(result, newLength);
      if ((flags & MREMAP_DONTUNMAP) != 0L) {
        beginnings.mapping(old, oldLength); // what was there is at the new address, and here are fresh pages
      }
    }
  }

  /** Of no bytes a shared mapping is duplicated, which is none of this. */
  private static boolean staysInPlace(long oldLength, long newLength, long flags) {
    return pageUp(newLength) <= pageUp(oldLength) && oldLength != 0L && (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) == 0L;
  }

  private static long pageUp(long address) {
    return address + PAGE - 1L & -PAGE;
  }

  void beforeMremapTo(long old, long oldLength, long newLength, long flags, long to) {
    if ((flags & MREMAP_FIXED) != 0L) {
      hooks.changeBegin(to, newLength);
      hooks.unmapped(to, newLength);
    }
    beforeMremap(old, oldLength, newLength, flags);
  }

  void afterMremapTo(Throwable thrown, long result, long old, long oldLength, long newLength, long flags, long to) {
    afterMremap(thrown, result, old, oldLength, newLength, flags);
    if ((flags & MREMAP_FIXED) != 0L) {
      hooks.changeEnd(to, newLength);
    }
  }

  void beforeMadvise(long address, long length, long advice) {
    if (takesPages((int) advice)) {
      hooks.changeBegin(address, length);
    }
  }

  void afterMadvise(Throwable thrown, long result, long address, long length, long advice) {
    if (takesPages((int) advice)) {
      hooks.changeEnd(address, length);
    }
  }

  private static boolean takesPages(int advice) {
    switch (advice) {
      case 4: // MADV_DONTNEED, POSIX_MADV_DONTNEED
      case 8: // MADV_FREE
      case 9: // MADV_REMOVE
      case 24: // MADV_DONTNEED_LOCKED
      case 102: // MADV_GUARD_INSTALL
        return true;
      default:
        return false;
    }
  }

  void beforeRemapFilePages(long address, long size, long protection, long pageOffset, long flags) {
    hooks.changeBegin(address, size);
  }

  void afterRemapFilePages(Throwable thrown, long result, long address, long size, long protection, long pageOffset, long flags) {
    hooks.changeEnd(address, size);
  }

  // ---- of unknown length ----

  void beforeShmat(long id, long address, long flags) {
    if ((flags & SHM_REMAP) != 0L) {
      hooks.changeBegin(address, Long.MAX_VALUE - address);
    }
  }

  void afterShmat(Throwable thrown, long result, long id, long address, long flags) {
    if ((flags & SHM_REMAP) != 0L) {
      hooks.changeEnd(address, Long.MAX_VALUE - address);
    }
  }

  void beforeShmdt(long address) {
    hooks.freed(address);
    hooks.changeBegin(address, Long.MAX_VALUE - address);
  }

  void afterShmdt(Throwable thrown, long result, long address) {
    hooks.changeEnd(address, Long.MAX_VALUE - address);
  }

  /** Of 0 it changes nothing. */
  void beforeBrk(long end) {
    if (end != 0L) {
      hooks.changeBegin(end, Long.MAX_VALUE - end);
    }
  }

  void afterBrk(Throwable thrown, long result, long end) {
    if (end != 0L) {
      hooks.changeEnd(end, Long.MAX_VALUE - end);
    }
  }

  void beforeSbrk(long increment) {
    if (increment < 0L) {
      hooks.changeBegin(0L, Long.MAX_VALUE);
    }
  }

  void afterSbrk(Throwable thrown, long result, long increment) {
    if (increment < 0L) {
      hooks.changeEnd(0L, Long.MAX_VALUE);
    }
  }

  // ---- files ----

  void beforeTruncate(long file, long size) {
    hooks.truncationBegin(size);
  }

  void afterTruncate(Throwable thrown, long result, long file, long size) {
    hooks.truncationEnd(size);
  }

  void beforeFallocate(long file, long mode, long offset, long length) {
    if ((mode & FALLOC_TAKES_PAGES) != 0L) {
      hooks.truncationBegin(offset);
    }
  }

  void afterFallocate(Throwable thrown, long result, long file, long mode, long offset, long length) {
    if ((mode & FALLOC_TAKES_PAGES) != 0L) {
      hooks.truncationEnd(offset);
    }
  }

  /** On file systems that share blocks the target gets the source's, and its pages go as if it were truncated. */
  void beforeCopyFileRange(long from, long fromOffset, long to, long toOffset, long length, long flags) {
    hooks.truncationBegin(0L);
  }

  void afterCopyFileRange(Throwable thrown, long result, long from, long fromOffset, long to, long toOffset, long length, long flags) {
    hooks.truncationEnd(0L);
  }

  void beforeOpen(long path, long flags) {
    if ((flags & O_TRUNC) != 0L) {
      hooks.truncationBegin(0L);
    }
  }

  void afterOpen(Throwable thrown, long result, long path, long flags) {
    if ((flags & O_TRUNC) != 0L) {
      hooks.truncationEnd(0L);
    }
  }

  void beforeOpenat(long folder, long path, long flags) {
    beforeOpen(path, flags);
  }

  void afterOpenat(Throwable thrown, long result, long folder, long path, long flags) {
    afterOpen(thrown, result, path, flags);
  }

  void beforeCreat(long path, long permissions) {
    beforeOpen(path, O_TRUNC);
  }

  void afterCreat(Throwable thrown, long result, long path, long permissions) {
    afterOpen(thrown, result, path, O_TRUNC);
  }

  void beforeFopen(long path, long mode) {
    beforeOpen(path, truncates(mode));
  }

  void afterFopen(Throwable thrown, long result, long path, long mode) {
    afterOpen(thrown, result, path, truncates(mode));
  }

  void beforeFreopen(long path, long mode, long stream) {
    beforeOpen(path, truncates(mode));
  }

  void afterFreopen(Throwable thrown, long result, long path, long mode, long stream) {
    afterOpen(thrown, result, path, truncates(mode));
  }

  /** O_TRUNC for a mode that begins with a w, or that is in an array and cannot be read here; else 0. */
  private long truncates(long mode) {
    return mode == 0L || hooks.byteAt(mode) == 'w' ? O_TRUNC : 0L;
  }

  // ---- of unknown range ----

  /** Which process, and which ranges, is in the kernel's hands. */
  void beforeProcessMadvise(long process, long vectors, long count, long advice, long flags) {
    if (takesPages((int) advice)) {
      hooks.changeBegin(0L, Long.MAX_VALUE);
    }
  }

  void afterProcessMadvise(Throwable thrown, long result, long process, long vectors, long count, long advice, long flags) {
    if (takesPages((int) advice)) {
      hooks.changeEnd(0L, Long.MAX_VALUE);
    }
  }

  /** The library's variables go with it, if nobody else holds it. */
  void beforeDlclose(long library) {
    hooks.changeBegin(0L, Long.MAX_VALUE);
  }

  void afterDlclose(Throwable thrown, long result, long library) {
    hooks.changeEnd(0L, Long.MAX_VALUE);
  }
}
