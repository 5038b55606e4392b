package io.pindown.agent.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many mappings the process may have before no more of its memory is monitored: a monitored range in the middle of a mapping makes
 * three of it, and a process that has reached vm.max_map_count cannot map anything. Not thread-safe.
 */
final class MappingBudget {
  private static final Path MOST = Path.of("/proc/sys/vm/max_map_count");
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final long USUAL = 65_530;
  private static final int FOR_EACH = 2;
  private static final long RECOUNT_NANOS = 1_000_000_000L;

  private final long limit;
  private long estimate;
  private long counted;
  private boolean everCounted;

  /** @param limit mappings; below 0 for three quarters of what the kernel allows */
  MappingBudget(long limit) {
    this.limit = limit >= 0 ? limit : most() / 4 * 3;
  }

  private static long most() {
    try (InputStream most = Files.newInputStream(MOST)) {
      byte[] digits = new byte[32]; // all by one read: at any other place than the first there is nothing in this file
      return Long.parseLong(new String(digits, 0, Math.max(0, most.read(digits)), StandardCharsets.US_ASCII).trim());
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }

  long limit() {
    return limit;
  }

  /** Whether one range more may be monitored. Counts what is mapped now and then: many ranges make no mapping more. */
  boolean allows() {
    long now = System.nanoTime();
    if (estimate + FOR_EACH > limit && (!everCounted || now - counted >= RECOUNT_NANOS) || !everCounted) {
      estimate = mappings();
      counted = now;
      everCounted = true;
    }
    return estimate + FOR_EACH <= limit;
  }

  /** A range more is monitored. */
  void taken() {
    estimate += FOR_EACH;
  }

  /** The kernel has no room. */
  void exhausted() {
    estimate = limit;
    counted = System.nanoTime();
  }

  private static long mappings() {
    byte[] buffer = new byte[1 << 16];
    long lines = 0;
    try (InputStream maps = Files.newInputStream(MAPS)) {
      for (int read = maps.read(buffer); read > 0; read = maps.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    } catch (IOException e) {
      return Long.MAX_VALUE - FOR_EACH; // unknown: nothing is monitored
    }
  }
}
