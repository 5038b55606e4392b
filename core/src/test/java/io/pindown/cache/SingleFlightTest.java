package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One registration in flight for a range; others that it will serve wait for it. */
@Timeout(60)
class SingleFlightTest extends CacheFixture {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void memory() {
    allocate(0, 1);
  }

  private FutureTask<Region> acquiring(long address, long length, int access) {
    FutureTask<Region> task =
        new FutureTask<>(
            () -> {
              try (Lease<Region> lease = cache.acquire(address, length, access)) {
                return lease.handle();
              }
            });
    return task;
  }

  private static Thread start(FutureTask<Region> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  /** The first registration stands inside the registrar until {@link #go}. */
  private FutureTask<Region> firstInside() throws InterruptedException {
    registrar.onRegister(r -> {
      if (calls.incrementAndGet() == 1) {
        inside.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    });
    FutureTask<Region> first = acquiring(block(0), KIB, Access.LOCAL_WRITE);
    start(first);
    inside.await();
    return first;
  }

  private static void waits(Thread thread) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void aSecondThreadWaitsAndUsesTheFirstOnesRegistration() throws Exception {
    FutureTask<Region> first = firstInside();
    FutureTask<Region> same = acquiring(block(0), KIB, Access.LOCAL_WRITE);
    FutureTask<Region> part = acquiring(block(0) + 10 * KIB, KIB, Access.LOCAL_READ);
    Thread one = start(same);
    Thread two = start(part);
    waits(one);
    waits(two);
    one.interrupt();
    go.countDown();
    assertThat(same.get()).as("also when it is interrupted meanwhile").isSameAs(first.get());
    assertThat(part.get()).as("part of what is being registered").isSameAs(first.get());
    assertThat(calls).hasValue(1);
    assertThat(statistics().misses()).isEqualTo(3);
  }

  @Test
  void whatTheFlightWillNotServeDoesNotWait() throws Exception {
    FutureTask<Region> first = firstInside();
    FutureTask<Region> elsewhere = acquiring(block(1), KIB, Access.LOCAL_READ);
    FutureTask<Region> moreRights = acquiring(block(0), KIB, Access.LOCAL_WRITE | Access.REMOTE_READ);
    start(elsewhere);
    start(moreRights);
    assertThat(elsewhere.get()).isNotNull();
    assertThat(moreRights.get().access()).isEqualTo(Access.LOCAL_WRITE | Access.REMOTE_READ);
    go.countDown();
    first.get();
  }

  @Test
  void whenTheFirstFailsTheSecondTriesItself() throws Exception {
    registrar.onRegister(r -> {});
    FutureTask<Region> first = firstInside();
    registrar.onRegister(r -> calls.incrementAndGet());
    // the same rights: whichever of the two registers again serves the other
    FutureTask<Region> second = acquiring(block(0), SIZE, Access.LOCAL_WRITE);
    Thread waiting = start(second);
    waits(waiting);
    // the first comes back as a failure: its memory is changed, so that what it registered is withdrawn
    space.freed(block(0));
    allocate(0);
    go.countDown();
    assertThat(second.get()).isNotNull();
    assertThat(first.get()).isNotNull();
    assertThat(statistics().withdrawn()).isEqualTo(1);
    assertThat(statistics().live()).isEqualTo(1);
  }

  @Test
  void whenTheFirstThrowsTheSecondTriesItself() throws Exception {
    registrar.onRegister(r -> {
      if (calls.incrementAndGet() == 1) {
        inside.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        throw new RegistrarException(Reason.OTHER, "the first");
      }
    });
    FutureTask<Region> first = acquiring(block(0), SIZE, Access.LOCAL_READ);
    start(first);
    inside.await();
    FutureTask<Region> second = acquiring(block(0), SIZE, Access.LOCAL_READ);
    waits(start(second));
    go.countDown();
    assertThat(second.get()).isNotNull();
    assertThat(first).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingCause().withMessage("the first");
    assertThat(calls).hasValue(2);
  }

  /** A registrar that sends through the same cache, as one that writes its own control messages may. */
  @Test
  void aRegistrarThatComesBackToTheCacheDoesNotWaitForItself() {
    registrar.onRegister(r -> {
      if (calls.incrementAndGet() == 1) {
        cache.acquire(block(0), KIB, Access.LOCAL_READ).release();
      }
    });
    assertThat(use(0)).isNotNull();
    assertThat(calls).hasValue(2);
  }
}
