package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pressure while other threads do something, each meeting arranged and not left to chance. */
@Timeout(60)
class PressureRacesTest {
  private static final int SIZE = 64 << 10;
  private static final long AT = 0x7e40_0000_0000L;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int TOO_MANY = 1_000;

  private final AddressSpace space = AddressSpace.detached();
  private final Device device = new Device();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RegistrationCache<Integer> cache;

  /** Room for so many, until each is really deregistered. */
  private static final class Device implements Registrar<Integer> {
    private final AtomicInteger registered = new AtomicInteger();
    private volatile int room = Integer.MAX_VALUE;
    private volatile Consumer<Long> beforeRegister = length -> {};
    private volatile Runnable insideDeregister = () -> {};

    @Override
    public Integer register(long address, long length, int access) {
      beforeRegister.accept(length);
      if (registered.incrementAndGet() > room) {
        registered.decrementAndGet();
        throw new RegistrarException(Reason.PRESSURE, "room for " + room);
      }
      return 1;
    }

    @Override
    public void deregister(Integer handle) {
      insideDeregister.run();
      registered.decrementAndGet();
    }
  }

  private void open(CacheOptions options) {
    cache = RegistrationCache.of(device, options, space);
    for (int i = 0; i < 16; i++) {
      space.allocated(block(i), SIZE);
    }
  }

  private static CacheOptions roomy() {
    return CacheOptions.defaults("races").withMaxBytes(1L << 40);
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    device.room = Integer.MAX_VALUE;
    device.beforeRegister = length -> {};
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).as("every thread has ended").isTrue();
    cache.close();
    assertThat(device.registered).hasValue(0);
    assertThat(space.watches()).isZero();
  }

  private static long block(int number) {
    return AT + number * 2L * SIZE;
  }

  private Lease<Integer> lease(int block) {
    return cache.acquire(block(block), SIZE, Access.LOCAL_READ);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The table is full only until another thread has finished a deregistration: worth to wait for, nothing to fail for. */
  @Test
  void waitsForWhatIsBeingDeregisteredBeforeItGivesUp() throws Exception {
    open(roomy());
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    lease(0).release();
    device.room = 1;
    device.insideDeregister = () -> {
      inside.countDown();
      await(goOn);
    };
    space.freed(block(0)); // the cache's thread begins to deregister it
    await(inside);
    AtomicInteger tries = new AtomicInteger();
    device.beforeRegister = length -> tries.incrementAndGet();
    Thread[] acquiring = new Thread[1];
    Future<Lease<Integer>> second =
        threads.submit(() -> {
          acquiring[0] = Thread.currentThread();
          return lease(1);
        });
    Awaitility.await().atMost(SOON).until(() -> tries.get() > 0 && (second.isDone() || isParked(acquiring[0])));
    goOn.countDown();
    Lease<Integer> lease = second.get(20, TimeUnit.SECONDS);
    assertThat(lease.isCached()).isTrue();
    lease.release();
  }

  /** One that never fits evicts what others register meanwhile. They go on for ever, it must not. */
  @Test
  void oneThatNeverFitsEndsWhileOthersGoOnRegistering() {
    open(roomy());
    space.allocated(block(20), 4 * SIZE);
    AtomicInteger tries = new AtomicInteger();
    device.beforeRegister = length -> {
      if (length > SIZE) {
        assertThat(tries.incrementAndGet()).as("tries for one acquire, with one registration to evict at a time").isLessThan(TOO_MANY);
        try {
          threads.submit(() -> lease(1).release()).get(20, TimeUnit.SECONDS); // what was evicted comes back
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        throw new RegistrarException(Reason.PRESSURE, length + " bytes are more than the device has");
      }
    };
    Throwable thrown = catchThrowable(() -> cache.acquire(block(20), 4 * SIZE, Access.LOCAL_READ));
    assertThat(thrown).isInstanceOf(RegistrarException.class).hasMessageContaining("262144 bytes are more than the device has");
  }

  /** Another thread has taken out all that there was, and is not run: what it holds will be given back, so there is room to come. */
  @Test
  void waitsForWhatOthersHaveTakenOutAndNotGivenBackYet() throws Exception {
    open(roomy());
    lease(0).release();
    device.room = 1;
    Roster<Integer> roster = part(Roster.class);
    Registration<Integer> taken = roster.takeIdle(EvictionOrder.Scarce.BYTES);
    CountDownLatch refused = new CountDownLatch(2);
    device.beforeRegister = length -> refused.countDown(); // the second time it has looked for what it could evict
    AtomicReference<Thread> acquiring = new AtomicReference<>();
    Future<Lease<Integer>> second =
        threads.submit(() -> {
          acquiring.set(Thread.currentThread());
          return lease(1);
        });
    Awaitility.await().atMost(SOON).until(() -> second.isDone() || refused.getCount() == 1 && isParked(acquiring.get()));
    this.<Invalidator<Integer>>part(Invalidator.class).retire(taken);
    Lease<Integer> lease = second.get(20, TimeUnit.SECONDS);
    assertThat(lease.isCached()).isTrue();
    lease.release();
  }

  /** What is in use is not waited for: its user may be this very thread. */
  @Test
  void doesNotWaitForWhatIsTakenOutAndInUse() throws IllegalAccessException {
    open(roomy());
    Lease<Integer> first = lease(0);
    space.freed(block(0));
    cache.reap();
    device.room = 1;
    assertThat(this.<Roster<Integer>>part(Roster.class).someLeaveIdle()).isFalse();
    assertThat(catchThrowable(() -> lease(1))).isInstanceOf(RegistrarException.class).hasMessageContaining("room for 1");
    first.release();
  }

  /** A part of the cache, by its class. */
  @SuppressWarnings("unchecked")
  private <T> T part(Class<?> type) throws IllegalAccessException {
    for (Field field : RegistrationCache.class.getDeclaredFields()) {
      if (field.getType() == type) {
        field.setAccessible(true);
        return (T) field.get(cache);
      }
    }
    throw new IllegalStateException("a registration cache has no " + type.getSimpleName() + " any more");
  }

  /** A thread that is refused, and others that would take each place that it makes before it tries again. */
  @Test
  void whatItGivesBackIsNotTakenByOthers() {
    open(roomy());
    lease(0).release();
    lease(1).release();
    device.room = 2;
    Thread refused = Thread.currentThread();
    AtomicInteger tries = new AtomicInteger();
    List<Thread> thieves = new CopyOnWriteArrayList<>();
    device.beforeRegister = length -> {
      if (Thread.currentThread() == refused && tries.incrementAndGet() > 1) {
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> theft = threads.submit(() -> {
          thieves.add(Thread.currentThread());
          begun.countDown();
          lease(3 + thieves.size()).release();
        });
        await(begun);
        Thread thief = thieves.get(thieves.size() - 1);
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> theft.isDone() || isParked(thief));
      }
    };
    Lease<Integer> lease = lease(2);
    assertThat(lease.isCached()).isTrue();
    assertThat(tries).as("tries").hasValue(2);
    lease.release();
  }

  /** Who goes first may take as long as it likes: others are slowed, not stuck. */
  @Test
  void othersDoNotWaitForEverForOneThatGoesFirst() throws Exception {
    open(roomy());
    lease(0).release();
    device.room = 1;
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> first = new AtomicReference<>();
    AtomicInteger tries = new AtomicInteger();
    device.beforeRegister = length -> {
      if (Thread.currentThread() == first.get() && tries.incrementAndGet() > 1) {
        device.room = 3;
        inside.countDown();
        await(goOn);
      }
    };
    Future<Lease<Integer>> slow = threads.submit(() -> {
      first.set(Thread.currentThread());
      return lease(1);
    });
    await(inside);
    lease(2).release();
    assertThat(slow.isDone()).isFalse();
    goOn.countDown();
    slow.get(20, TimeUnit.SECONDS).release();
  }

  /** A registrar that comes back to the cache under pressure, and a thread that is interrupted, do not wait for themselves. */
  @Test
  void whoGoesFirstDoesNotWaitForItself() {
    open(roomy());
    RightOfWay way = new RightOfWay();
    assertThat(way.take()).isTrue();
    assertThat(way.take()).as("again").isFalse();
    way.giveWay();
    way.end();
    assertThat(way.take()).isTrue();
    way.end();
    Thread.currentThread().interrupt();
    assertThat(way.take()).as("interrupted").isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Both find room, both register, both publish. */
  @Test
  void theLimitsHoldWhenSeveralMissAtOnce() throws Exception {
    int count = 3;
    open(roomy().withMaxRegistrations(1));
    CyclicBarrier together = new CyclicBarrier(count);
    device.beforeRegister = length -> {
      try {
        together.await(2, TimeUnit.SECONDS);
      } catch (TimeoutException | BrokenBarrierException e) {
        // they do not come together any more, which is as well
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    List<Future<Lease<Integer>>> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int block = i;
      leases.add(threads.submit(() -> lease(block)));
    }
    for (Future<Lease<Integer>> lease : leases) {
      lease.get(20, TimeUnit.SECONDS);
    }
    long live = cache.statistics().live();
    for (Future<Lease<Integer>> lease : leases) {
      lease.get().release();
    }
    assertThat(live).as("cached at a time, with maxRegistrations 1").isLessThanOrEqualTo(1);
  }

  /** Those who waited for a registration that was made for one use get one of their own, for the reason that there is. */
  @Test
  void whoWaitedForWhatWasForOneUseIsToldTheReason() throws Exception {
    int count = 6;
    open(roomy().withMaxBytes(SIZE / 2)); // what is asked for is more than may ever be cached
    Semaphore goOn = new Semaphore(0);
    device.beforeRegister = length -> {
      try {
        assertThat(goOn.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    List<Thread> acquiring = new ArrayList<>();
    List<Future<OneUse>> reasons = new ArrayList<>();
    CountDownLatch named = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      reasons.add(threads.submit(() -> {
        synchronized (acquiring) {
          acquiring.add(Thread.currentThread());
        }
        named.countDown();
        Lease<Integer> lease = lease(2);
        OneUse reason = lease.whyNotCached();
        lease.release();
        return reason;
      }));
    }
    await(named);
    for (int left = count; left > 0; left--) {
      int undone = left;
      // one registers and has to be let go on, the others wait for it
      Awaitility.await().atMost(SOON).until(() -> undone(reasons) < undone || acquiring.stream().allMatch(each -> isParked(each)));
      goOn.release();
      Awaitility.await().atMost(SOON).until(() -> undone(reasons) < undone);
    }
    for (Future<OneUse> reason : reasons) {
      assertThat(reason.get(20, TimeUnit.SECONDS)).isEqualTo(OneUse.LIMIT);
    }
  }

  private static long undone(List<Future<OneUse>> all) {
    return all.stream().filter(each -> !each.isDone()).count();
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
  }
}
