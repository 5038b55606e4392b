package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What {@link WatchRegistry#rearm} says when something else happens to the watch between its first look and its arming. The tests hold it
 * there by the lock that it takes in between, if it takes that; otherwise they only try.
 */
class RearmRaceTest {
  private static final long AT = 0x7f00_0000_0000L;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("rearm");
  private final Watch watch = registry.watch(AT, 4096, 1);

  RearmRaceTest() {
    space.unmapped(AT, 4096);
    assertThat(registry.drain(new long[1])).isEqualTo(1);
  }

  /** Returns what {@code call} returns or throws in a thread of its own, after {@code meanwhile} has come in between. */
  private Object between(Callable<?> call, Runnable meanwhile) throws Exception {
    FutureTask<Object> task = new FutureTask<>(call::call);
    Thread thread = new Thread(task, "rearm");
    synchronized (watch) {
      thread.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> thread.getState() == Thread.State.BLOCKED || !thread.isAlive());
      meanwhile.run();
    }
    try {
      return task.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause().getClass();
    }
  }

  @Test
  void aWatchThatAnotherThreadArmsMeanwhileIsArmed() throws Exception {
    assertThat(between(() -> registry.rearm(watch), () -> registry.rearm(watch))).as("true: it is armed now").isEqualTo(true);
    assertThat(watch.isClean()).isTrue();
  }

  @Test
  void aWatchThatIsTakenOutMeanwhileIsRefused() throws Exception {
    assertThat(between(() -> registry.rearm(watch), () -> registry.unwatch(watch)))
        .as("refused, or armed before it was taken out")
        .isIn(IllegalStateException.class, true);
  }

  @Test
  void aRegistryThatIsClosedMeanwhileRefuses() throws Exception {
    assertThat(between(() -> registry.rearm(watch), registry::close))
        .as("refused, or armed before the close")
        .isIn(IllegalStateException.class, true);
  }
}
