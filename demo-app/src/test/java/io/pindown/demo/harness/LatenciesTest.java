package io.pindown.demo.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void addUpOverText() {
    Latencies one = new Latencies();
    Latencies two = new Latencies();
    for (int value = 1; value <= 100; value++) {
      (value % 2 == 0 ? one : two).record(value * 1000L);
    }
    Latencies all = new Latencies();
    all.add(one.text());
    all.add(two.text());
    assertThat(all.count()).isEqualTo(100);
    assertThat(all.micros(50)).isCloseTo(50, within(1.0));
    assertThat(all.micros(99)).isCloseTo(99, within(1.0));
  }

  @Test
  void noneIsZero() {
    assertThat(new Latencies().micros(50)).isZero();
  }
}
