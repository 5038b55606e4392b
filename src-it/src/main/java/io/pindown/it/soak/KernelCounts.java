package io.pindown.it.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says that this process has pinned.
 *
 * @param pinned KiB, VmPin
 * @param locked KiB, VmLck
 * @param ringBuffers memory in the tables of all its io_urings, as far as their fdinfo tells; -1 if there is no ring to tell
 */
record KernelCounts(long pinned, long locked, long ringBuffers) {
  static KernelCounts now() {
    try {
      List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
      return new KernelCounts(kib(status, "VmPin:"), kib(status, "VmLck:"), countRingBuffers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long kib(List<String> status, String name) {
    return status.stream().filter(line -> line.startsWith(name)).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
  }

  /** Lines "index: 0xaddress/length" below "UserBufs:"; an empty place has none, or "<none>". */
  private static long countRingBuffers() throws IOException {
    long rings = 0;
    long buffers = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fdinfo"))) {
      for (Path info : descriptors.toList()) {
        List<String> lines = linesOf(info);
        rings += lines.stream().filter(line -> line.startsWith("UserBufs:")).count();
        buffers += lines.stream().filter(line -> line.matches("\\s*\\d+: 0x[0-9a-f]+/\\d+\\s*")).count();
      }
    }
    return rings == 0 ? -1 : buffers;
  }

  private static List<String> linesOf(Path info) {
    try {
      return Files.readAllLines(info);
    } catch (IOException e) {
      return List.of(); // closed meanwhile
    }
  }
}
