package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses(250);

  @Test
  void aRoundThatCostsLittleHasTheShortestRestAfterIt() {
    for (int i = 0; i < 9; i++) {
      assertThat(pauses.after(2)).isEqualTo(250);
    }
  }

  @Test
  void oneThatWasKeptFromAProcessorIsNotWhatItCosts() {
    for (int i = 0; i < 9; i++) {
      assertThat(pauses.after(i % 4 == 0 ? 2 : 1_000_000)).isEqualTo(250);
    }
  }

  @Test
  void fourInARowAreTheLeastOfThemAHundredTimes() {
    assertThat(pauses.after(40)).isEqualTo(250);
    assertThat(pauses.after(10)).isEqualTo(250);
    assertThat(pauses.after(30)).isEqualTo(250);
    assertThat(pauses.after(20)).isEqualTo(1_000);
    assertThat(pauses.after(50)).isEqualTo(1_000);
    assertThat(pauses.after(60)).isEqualTo(2_000);
  }

  @Test
  void andShortAgainOnceOneIs() {
    for (int i = 0; i < 4; i++) {
      pauses.after(1_000);
    }
    assertThat(pauses.after(1)).isEqualTo(250);
    assertThat(pauses.after(1_000)).isEqualTo(250);
  }
}
