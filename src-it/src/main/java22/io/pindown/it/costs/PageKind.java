package io.pindown.it.costs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.foreign.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Pages of which memory can be. */
enum PageKind {
  SMALL("4 KiB"),
  /** Such as the kernel puts together by itself (THP). */
  TRANSPARENT("2 MiB, transparent"),
  /** Such as root has set aside (/proc/sys/vm/nr_hugepages). */
  RESERVED("2 MiB, hugetlb");

  private static final long HUGE = 2 << 20;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int MAP_HUGETLB = 0x40000;
  private static final Path FREE = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");

  final String label;

  PageKind(String label) {
    this.label = label;
  }

  /** Why there is no block of so many bytes of this kind; null if there is one. */
  String obstacle(long length) throws IOException {
    if (this == SMALL || length % HUGE == 0) {
      return this != RESERVED || free() >= length / HUGE ? null : free() + " pages are free, " + length / HUGE + " are needed: write to /proc/sys/vm/nr_hugepages";
    }
    return "less than a page";
  }

  private static long free() throws IOException {
    return Files.exists(FREE) ? Long.parseLong(Files.readString(FREE).strip()) : 0;
  }

  /** A block, mapped for good, at a multiple of 2 MiB, each byte written. */
  @SuppressWarnings("restricted")
  MemorySegment block(long length) throws Throwable {
    long begin;
    if (this == RESERVED) {
      begin = Libc.mmap(0, length, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | MAP_HUGETLB);
    } else {
      begin = Libc.mmap(length + HUGE) + HUGE - 1 & -HUGE;
      int result = (int) Libc.bound("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)
          .invokeExact(begin, length, this == SMALL ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
      if (result != 0 && this == TRANSPARENT) {
        throw new IllegalStateException("this kernel has no transparent huge pages");
      }
    }
    return MemorySegment.ofAddress(begin).reinterpret(length).fill((byte) 'p');
  }

  /** Bytes of the mapping at an address that lie in huge pages, by /proc/self/smaps. */
  static long huge(MemorySegment block) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    long bytes = 0;
    boolean inside = false;
    for (String line : lines) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-");
        inside = Long.parseUnsignedLong(range[0], 16) < block.address() + block.byteSize() && block.address() < Long.parseUnsignedLong(range[1], 16);
      } else if (inside && line.matches("(AnonHugePages|Private_Hugetlb):.*")) {
        bytes += Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return bytes;
  }
}
