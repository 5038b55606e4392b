package io.pindown.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMiddleOfAnOddNumber() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void theMiddleOfAnEvenNumberLiesBetweenTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Spread(3, 1, 10));
  }

  @Test
  void fourDecimalsAreKept() {
    assertThat(Spread.of(List.of(0.123456))).isEqualTo(new Spread(0.1235, 0.1235, 0.1235));
  }

  @Test
  void noSamplesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of())).withMessageContaining("no samples");
  }
}
