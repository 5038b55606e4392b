package io.pindown.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TagsTest {
  private static long matchesOneByOne(long word, int tag) {
    long found = 0;
    for (int place = 0; place < Tags.PLACES; place++) {
      if ((Tags.at(word, place) & 0x7f) == tag) {
        found |= 0x80L << place * 8;
      }
    }
    return found;
  }

  @Test
  void matchesAreThoseOfALoopOverTheBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      long word = random.nextLong() & random.nextLong();
      int tag = random.nextInt(4) == 0 ? 0 : random.nextInt(128);
      assertThat(Tags.matches(word, tag)).as("%x, tag %d", word, tag).isEqualTo(matchesOneByOne(word, tag));
    }
  }

  @Test
  void aChangeTouchesItsOwnByteOnly() {
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      long word = random.nextLong();
      int place = random.nextInt(Tags.PLACES);
      int to = random.nextInt(256);
      long changed = word + Tags.change(place, Tags.at(word, place), to);
      assertThat(Tags.at(changed, place)).isEqualTo(to);
      assertThat((changed ^ word) & ~(0xffL << place * 8)).isZero();
    }
  }

  @Test
  void theFarthestIsKeptUntilNothingIsElsewhere() {
    long word = Tags.moreOverflow(Tags.moreOverflow(0x55, 3), 1);
    assertThat(Tags.farthest(word)).isEqualTo(3);
    word = Tags.lessOverflow(word);
    assertThat(Tags.farthest(word)).as("the one that is left may be the far one").isEqualTo(3);
    word = Tags.lessOverflow(word);
    assertThat(word).isEqualTo(0x55);
  }

  @Test
  void aCountThatIsFullIsNeverTakenBack() {
    long word = 0;
    for (int i = 0; i < 20; i++) {
      word = Tags.moreOverflow(word, 2);
    }
    for (int i = 0; i < 40; i++) {
      word = Tags.lessOverflow(word);
    }
    assertThat(Tags.farthest(word)).isEqualTo(2);
  }

  @Test
  void aTagIsNeverThatOfAFreePlace() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      assertThat(Tags.of(random.nextLong() >>> random.nextInt(64))).isBetween(1, 127);
    }
  }
}
