package io.pindown.demo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeTest {
  @Test
  void namesForMachinesAndPeople() {
    assertThat(Size.key(64 * Size.KIB)).isEqualTo("64KiB");
    assertThat(Size.key(Size.MIB)).isEqualTo("1MiB");
    assertThat(Size.label(16 * Size.MIB)).isEqualTo("16 MiB");
    assertThat(Size.label(1000)).isEqualTo("1000 B");
  }
}
