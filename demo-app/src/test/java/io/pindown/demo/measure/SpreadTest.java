package io.pindown.demo.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void oddCountHasItsMiddleValueAsMedian() {
    assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 2, 4, 1, 5, 3));
  }

  @Test
  void evenCountHasTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1.75, 3.25, 1, 4, 4));
  }

  @Test
  void oneValueIsAllOfThem() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 7, 7, 1));
  }

  @Test
  void theArrayIsLeftAsItIs() {
    double[] values = {3, 1, 2};
    Spread.of(values);
    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void nothingAndNotANumberAreRefused() {
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Spread.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NaN");
  }
}
