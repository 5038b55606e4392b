package io.pindown.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What words of {@code /proc/self/pagemap} say of a page that was pinned. */
class PageWordsTest {
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;
  private static final long FILE = 1L << 61;
  private static final long GUARD = 1L << 58;
  private static final long EXCLUSIVE = 1L << 56;

  @Test
  void anAnonymousPageThatIsThereNoMoreIsGone() {
    assertThat(PageFrames.isGone(PRESENT | EXCLUSIVE, 0)).isTrue();
    assertThat(PageFrames.isGone(PRESENT, SWAPPED | GUARD)).as("a guard page").isTrue();
    assertThat(PageFrames.isGone(PRESENT, SWAPPED)).as("swapped, or being moved").isFalse();
    assertThat(PageFrames.isGone(PRESENT, PRESENT)).isFalse();
    assertThat(PageFrames.isGone(0, 0)).as("was not there").isFalse();
    assertThat(PageFrames.isGone(PRESENT | FILE, 0)).as("a file's pages come and go").isFalse();
  }

  @Test
  void anotherFrameIsAnotherPage() {
    assertThat(PageFrames.isReplaced(PRESENT | EXCLUSIVE | 7, PRESENT | EXCLUSIVE | 8)).isTrue();
    assertThat(PageFrames.isReplaced(PRESENT | EXCLUSIVE | 7, PRESENT | EXCLUSIVE | 7)).isFalse();
    assertThat(PageFrames.isReplaced(PRESENT | 7, PRESENT | EXCLUSIVE | 8)).as("shared after a fork, or the zero page").isFalse();
    assertThat(PageFrames.isReplaced(PRESENT | FILE | 7, PRESENT | FILE | 8)).isTrue();
    assertThat(PageFrames.isReplaced(PRESENT | FILE | 7, PRESENT | EXCLUSIVE | 8)).as("a copy made for writing").isFalse();
  }
}
