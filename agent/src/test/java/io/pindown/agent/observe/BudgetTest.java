package io.pindown.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // the clock may overflow meanwhile
  private final Budget budget = new Budget(50, 3, now::get);

  @Test
  void someAtOnceAndThenFewInEachTenthOfASecond() {
    assertThat(takenOf(1000)).isEqualTo(50);
    pass(99);
    assertThat(takenOf(1000)).isZero();
    pass(1);
    assertThat(takenOf(1000)).isEqualTo(3);
    pass(100);
    assertThat(takenOf(1000)).isEqualTo(3);
  }

  @Test
  void whatIsNotUsedIsNotSaved() {
    assertThat(takenOf(50)).isEqualTo(50);
    pass(10_000);
    assertThat(takenOf(1000)).isEqualTo(3);
  }

  private long takenOf(int asked) {
    return IntStream.range(0, asked).filter(i -> budget.take()).count();
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
