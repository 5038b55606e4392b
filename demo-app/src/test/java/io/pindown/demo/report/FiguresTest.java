package io.pindown.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void asManyDigitsAsMeanSomething() {
    assertThat(Figures.of(0.314)).isEqualTo("0.31");
    assertThat(Figures.of(15.64)).isEqualTo("15.6");
    assertThat(Figures.of(2553.4)).isEqualTo("2,553");
    assertThat(Figures.of((Long) null)).isEqualTo("-");
    assertThat(Figures.ratio(0.976)).isEqualTo("0.98 x");
  }
}
