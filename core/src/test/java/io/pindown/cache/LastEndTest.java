package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastEndTest {
  private final AtomicInteger ran = new AtomicInteger();
  private final LastEnd last = new LastEnd(ran::incrementAndGet);

  @Test
  void endsThatComeAfterTheirNumberIsKnown() {
    last.expect(2);
    last.run();
    assertThat(ran).hasValue(0);
    last.run();
    assertThat(ran).hasValue(1);
  }

  /** Some, or all, are gone before it is known how many there were: none of them is taken for the last. */
  @Test
  void endsThatComeBefore() {
    last.run();
    last.run();
    assertThat(ran).as("of an unknown number").hasValue(0);
    last.expect(3);
    assertThat(ran).hasValue(0);
    last.run();
    assertThat(ran).hasValue(1);
  }

  @Test
  void allOfThemBefore() {
    last.run();
    last.run();
    last.expect(2);
    assertThat(ran).hasValue(1);
  }

  @Test
  void none() {
    last.expect(0);
    assertThat(ran).hasValue(1);
  }

  @Test
  void threads() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      AtomicInteger times = new AtomicInteger();
      LastEnd each = new LastEnd(times::incrementAndGet);
      CountDownLatch begin = new CountDownLatch(1);
      Thread ending = new Thread(() -> {
        begin.countDown();
        each.run();
        each.run();
      });
      ending.start();
      begin.await();
      each.expect(3);
      each.run();
      ending.join();
      assertThat(times).hasValue(1);
    }
  }
}
