package io.pindown.bench.trace.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Where a file is mapped in this process, read from {@code /proc/self/maps}: the only way where the library does not say. */
final class FileMappings {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private FileMappings() {}

  static Set<Long> of(Path file) throws IOException {
    String suffix = " " + file.toRealPath();
    Set<Long> bases = new HashSet<>();
    for (String line : Files.readAllLines(MAPS)) {
      if (line.endsWith(suffix)) {
        bases.add(Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16));
      }
    }
    return bases;
  }
}
