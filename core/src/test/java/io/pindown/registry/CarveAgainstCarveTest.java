package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads that unmap different parts of one mapping at the same time: neither part is known memory afterwards. */
@Timeout(60)
class CarveAgainstCarveTest {
  private static final long AT = 0x7f70_0000_0000L;
  private static final long PAGE = 4096;
  private static final int ROUNDS = 30_000;

  private final Containers containers = new Containers(16, new Narrowing());
  private final CyclicBarrier turn = new CyclicBarrier(2);

  private void carves(long from) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        turn.await(20, TimeUnit.SECONDS);
        containers.carve(AT + from, AT + from + PAGE);
        turn.await(20, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsUnmappedIsInNoContainer() throws Exception {
    Thread other = new Thread(() -> carves(12 * PAGE));
    other.start();
    for (int round = 0; round < ROUNDS; round++) {
      containers.add(AT, 20 * PAGE, Containers.MAPPING);
      turn.await(20, TimeUnit.SECONDS);
      containers.carve(AT + 6 * PAGE, AT + 7 * PAGE);
      turn.await(20, TimeUnit.SECONDS);
      assertThat(containers.around(AT + 6 * PAGE, AT + 7 * PAGE)).as("round %d", round).isZero();
      assertThat(containers.around(AT + 12 * PAGE, AT + 13 * PAGE)).as("round %d", round).isZero();
      containers.carve(AT, AT + 20 * PAGE);
    }
    other.join();
  }
}
