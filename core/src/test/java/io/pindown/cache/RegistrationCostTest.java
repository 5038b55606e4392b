package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RegistrationCostTest {
  private static final long PAGE = 4096;
  private static final long LARGE = 4 << 20;

  private final RegistrationCost cost = new RegistrationCost();
  private final Random random = new Random(1);

  /** What an io_uring table costs, and a device that takes any size alike. */
  private static double uring(long bytes) {
    return 417 + 60 * (bytes / PAGE - 1);
  }

  private static double flat(long bytes) {
    return 280_000;
  }

  private void learn(int times, LongToDoubleFunction nanos) {
    for (int i = 0; i < times; i++) {
      long bytes = PAGE << random.nextInt(11);
      cost.took(bytes, (long) nanos.applyAsDouble(bytes));
    }
  }

  private double ratio() {
    return cost.of(LARGE) / cost.of(PAGE);
  }

  @Test
  void beforeAnythingIsKnownLargerOnesCostMore() {
    assertThat(ratio()).isBetween(2.0, 1024.0);
    assertThat(cost.of(0)).isPositive();
  }

  @Test
  void learnsBothParts() {
    learn(100, RegistrationCostTest::uring);
    assertThat(ratio()).isCloseTo(uring(LARGE) / uring(PAGE), Percentage.withPercentage(1));
    assertThat(cost.of(64 * PAGE)).as("in nanoseconds, by then").isCloseTo(uring(64 * PAGE), Percentage.withPercentage(1));
  }

  @Test
  void learnsThatSizeDoesNotMatter() {
    learn(100, RegistrationCostTest::flat);
    assertThat(ratio()).isCloseTo(1, within(0.01));
  }

  @Test
  void learnsThatOnlySizeMatters() {
    learn(100, bytes -> bytes);
    assertThat(ratio()).isCloseTo(1024, Percentage.withPercentage(1));
    assertThat(cost.of(PAGE)).isPositive();
  }

  @Test
  void scatterAndInterruptionsDoNotMislead() {
    learn(
        1000,
        bytes -> uring(bytes) * Math.exp(0.3 * random.nextGaussian()) + (random.nextInt(50) == 0 ? 5_000_000 : 0));
    assertThat(ratio()).isCloseTo(uring(LARGE) / uring(PAGE), Percentage.withPercentage(25));
  }

  @Test
  void whatScattersAboutTheSameIsNotTakenForAFallingCost() {
    learn(1000, bytes -> flat(bytes) * Math.exp(0.3 * random.nextGaussian()));
    assertThat(ratio()).isBetween(1.0, 1.5);
  }

  @Test
  void followsAChange() {
    learn(1000, RegistrationCostTest::uring);
    learn(2000, RegistrationCostTest::flat);
    assertThat(ratio()).isCloseTo(1, within(0.1));
    learn(4000, RegistrationCostTest::uring);
    assertThat(ratio()).isCloseTo(uring(LARGE) / uring(PAGE), Percentage.withPercentage(10));
  }

  @Test
  void oneSizeSaysNothingAboutOthers() {
    double before = ratio();
    for (int i = 0; i < 1000; i++) {
      cost.took(64 * PAGE, 4000 + random.nextInt(1000));
    }
    assertThat(ratio()).isEqualTo(before);
  }

  @Test
  void staysAboveZeroWhateverItIsTold() {
    for (int i = 0; i < 100_000; i++) {
      long bytes = PAGE << random.nextInt(30);
      cost.took(bytes, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1000));
      assertThat(cost.of(PAGE)).isPositive().isFinite();
      assertThat(cost.of(1L << 45)).isPositive().isFinite();
    }
  }
}
