package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The shm provider, and libraries that libfabric is linked with, replace handlers that the JVM cannot do without. */
@RequiresLibfabric
class SignalActionsTest {
  private static final int LAST = 31;
  private static final int SIGSEGV = 11;

  /** The file whose code is at an address. */
  private static String fileAt(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] words = line.split("\\s+", 6);
      String[] range = words[0].split("-");
      if (Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
          && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0) {
        return words[5];
      }
    }
    return "nothing";
  }

  private static long[] handlers() {
    return IntStream.rangeClosed(1, LAST).mapToLong(SignalActions::handler).toArray();
  }

  @Test
  void loadingAndEndpointsLeaveTheJvmsHandlersInPlace() throws IOException {
    assertThat(Libfabric.whyNot()).isEmpty();
    long[] before = handlers();
    assertThat(fileAt(before[SIGSEGV - 1])).as("who handles SIGSEGV once the library is loaded").endsWith("/libjvm.so");
    try (Pair pair = new Pair("shm")) {
      assertThat(handlers()).isEqualTo(before);
    }
    assertThat(handlers()).isEqualTo(before);
  }
}
