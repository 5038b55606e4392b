package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that has to go on. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundsTest {
  private final List<String> done = new ArrayList<>();

  private void round() {
    done.add("round");
    if (done.size() == 2) {
      throw new OutOfMemoryError("as from a log");
    }
    if (done.size() == 6) {
      throw new IllegalStateException("as from something else that is closed");
    }
  }

  private void recovery() {
    done.add("recovery");
    if (done.size() == 3) {
      throw new IllegalArgumentException("not the first time");
    }
  }

  /** Whatever fails, the next round comes, and what was left undone is made good before it. */
  @Test
  void nothingEndsItButTheEnd() {
    new Rounds(this::round, this::recovery, () -> done.size() >= 9, 1).run();
    assertThat(done).containsExactly("round", "round", "recovery", "recovery", "round", "round", "recovery", "round", "round");
  }

  @Test
  void whatIsClosedHasNoRound() {
    new Rounds(this::round, this::recovery, () -> true, 1).run();
    assertThat(done).isEmpty();
  }

  /** An interrupted thread does not pause, and would keep a processor busy. */
  @Test
  void anInterruptIsForgotten() {
    List<Boolean> interrupted = new ArrayList<>();
    new Rounds(() -> {
      interrupted.add(Thread.currentThread().isInterrupted());
      if (interrupted.size() == 1) {
        Thread.currentThread().interrupt();
      }
    }, () -> {}, () -> interrupted.size() >= 3, 1).run();
    assertThat(interrupted).containsExactly(false, false, false);
  }
}
