package io.pindown.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void firstColumnToTheLeftOthersToTheRight() {
    assertThat(new TextTable("way", "MiB/s").row("copy", "7").row("registered", "1,234").lines()).containsExactly(
        "way          MiB/s",
        "------------------",
        "copy             7",
        "registered   1,234");
  }

  @Test
  void noSpacesAtTheEnd() {
    assertThat(new TextTable("size", "x").row("1 MiB", "").lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void aRowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> new TextTable("a", "b").row("1")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells").hasMessageContaining("2 columns");
  }
}
