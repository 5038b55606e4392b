package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
  @Test
  void threeDigitsOrMoreInTheLargestUnitThatFits() {
    assertThat(Sizes.text(0)).isEqualTo("0 B");
    assertThat(Sizes.text(1023)).isEqualTo("1023 B");
    assertThat(Sizes.text(1024)).isEqualTo("1.0 KiB");
    assertThat(Sizes.text(12_700)).isEqualTo("12.4 KiB");
    assertThat(Sizes.text(100 << 10)).isEqualTo("100 KiB");
    assertThat(Sizes.text(1 << 20)).isEqualTo("1.0 MiB");
    assertThat(Sizes.text(Long.MAX_VALUE - 1)).isEqualTo("8.0 EiB");
    assertThat(Sizes.text(Long.MAX_VALUE)).isEqualTo("unlimited");
  }
}
