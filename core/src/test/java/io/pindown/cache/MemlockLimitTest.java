package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemlockLimitTest {
  private static final String LIMIT = "Max locked memory         8388608              16777216             bytes     ";

  @Test
  void theSoftLimitOfTheKernelsTable() {
    assertThat(MemlockLimit.softLimit(List.of("Limit Soft Limit Hard Limit Units", "Max processes 1 2 processes", LIMIT)))
        .isEqualTo(8_388_608);
  }

  @ParameterizedTest
  @CsvSource({
    "Max locked memory unlimited unlimited bytes, -1",
    "Max locked memory 0 0 bytes, 0",
    "Max locked memory, -1",
    "Max locked memory garbage 5 bytes, -1",
    "Max locked memory 99999999999999999999 5 bytes, -1",
    "Max locked memory -7 5 bytes, -1",
    "Max lock, -1",
    "'', -1"
  })
  void whatIsNotANumberIsUnknown(String line, long expected) {
    assertThat(MemlockLimit.softLimit(List.of(line))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "CapEff:\t0000000000004000, true",
    "CapEff:\t0000000000003fff, false",
    "CapEff:\tffffffffffffffff, true",
    "CapEff:, false",
    "CapEff:\txyz, false",
    "CapPrm:\tffffffffffffffff, false"
  })
  void theCapabilityThatLiftsTheLimit(String line, boolean expected) {
    assertThat(MemlockLimit.mayExceed(List.of("Name:\tjava", line))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"MemTotal:  1024 kB, 1048576", "MemTotal:, 9223372036854775807", "MemTotal: -3 kB, 9223372036854775807", "x, 9223372036854775807"})
  void theMachinesMemory(String line, long expected) {
    assertThat(MemlockLimit.memory(List.of(line))).isEqualTo(expected);
  }

  /** Every prefix of a line, and lines with changed characters: an answer at once, never an exception. */
  @Test
  void truncatedAndGarbageLines() {
    Random random = new Random(12);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int round = 0; round < 2_000; round++) {
            StringBuilder line = new StringBuilder(LIMIT);
            line.setLength(random.nextInt(LIMIT.length() + 1));
            for (int i = random.nextInt(3); i > 0 && line.length() > 0; i--) {
              line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(0x250));
            }
            assertThat(MemlockLimit.softLimit(List.of(line.toString()))).isGreaterThanOrEqualTo(-1);
            MemlockLimit.mayExceed(List.of("CapEff:" + line));
            assertThat(MemlockLimit.memory(List.of("MemTotal:" + line))).isPositive();
          }
        });
  }

  @Test
  void theDefaultIsALimitThatACacheTakes() {
    assertThat(MemlockLimit.defaultMaxBytes()).isPositive();
    assertThat(CacheOptions.defaults("limit").maxBytes()).isPositive();
    assertThat(MemlockLimit.share(0)).as("nothing may be locked: a cache that keeps nothing").isEqualTo(1);
    assertThat(MemlockLimit.share(8_388_608)).isEqualTo(7_340_032);
    assertThat(MemlockLimit.share(7)).isEqualTo(7);
  }
}
