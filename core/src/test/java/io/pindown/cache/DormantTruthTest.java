package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An allocator that gives back, drops, or keeps the pages of what is freed, as it likes, against a cache that keeps registrations over a
 * free: what is leased has the frames that are there, always.
 */
class DormantTruthTest {
  private static final long BASE = 0x7e20_0000_0000L;
  private static final int PAGE = 4096;
  private static final int PLACES = 32;
  private static final int PLACE = 8 * PAGE;

  private final AddressSpace space = AddressSpace.detached();

  /** One thread's places. */
  private final class Allocator {
    private final Frames frames;
    private final RegistrationCache<Frames.Pinned> cache;
    private final SplittableRandom random;
    private final long own;
    private final long[] sizes = new long[PLACES];
    private final long[] offsets = new long[PLACES];
    long stale;
    long acquires;

    Allocator(Frames frames, RegistrationCache<Frames.Pinned> cache, long seed, int number) {
      this.frames = frames;
      this.cache = cache;
      this.random = new SplittableRandom(seed * 1000 + number);
      this.own = BASE + (long) number * PLACES * PLACE;
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        step(random.nextInt(PLACES));
      }
    }

    private void step(int place) {
      long at = own + (long) place * PLACE;
      if (sizes[place] == 0) {
        allocate(place, at);
      } else if (random.nextInt(3) == 0) {
        free(place, at);
      } else {
        send(place, at + offsets[place]);
      }
    }

    private void allocate(int place, long at) {
      offsets[place] = random.nextInt(4) * 16L;
      sizes[place] = (1 + random.nextInt(3)) * 2L * PAGE;
      space.allocated(at + offsets[place], sizes[place]);
    }

    private void free(int place, long at) {
      space.freed(at + offsets[place]);
      sizes[place] = 0;
      int what = random.nextInt(10);
      if (what == 0) {
        frames.replace(at, at + PLACE);
      } else if (what == 1) {
        long from = at + random.nextInt(7) * (long) PAGE;
        frames.drop(from, from + PAGE);
      }
    }

    private void send(int place, long at) {
      acquires++;
      long from = at + random.nextInt(2) * 1000L;
      long length = sizes[place] - (from - at);
      try (Lease<Frames.Pinned> lease = cache.acquire(from, length, Access.LOCAL_READ)) {
        stale += frames.agree(lease.handle(), from, from + length) ? 0 : 1;
      }
    }
  }

  private RegistrationCache<Frames.Pinned> cache(Frames frames) {
    space.listenTo(frames);
    return RegistrationCache.of(frames, CacheOptions.defaults("truth").withMaxRegistrations(24).withOnFree(OnFree.KEEP), space);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneThread(long seed) {
    Frames frames = new Frames(space, BASE, PLACES * PLACE / PAGE + 1);
    try (RegistrationCache<Frames.Pinned> cache = cache(frames)) {
      Allocator allocator = new Allocator(frames, cache, seed, 0);
      allocator.run(100_000);
      assertThat(allocator.stale).as("stale of %d, seed %d", allocator.acquires, seed).isZero();
      assertThat(cache.statistics().revived()).as("of %s", cache.statistics()).isGreaterThan(300);
      assertThat(cache.statistics().invalidations()).isGreaterThan(300);
      assertThat(cache.statistics().evictions()).isPositive();
    }
  }

  @Test
  void threads() throws Exception {
    int count = 4;
    Frames frames = new Frames(space, BASE, count * PLACES * PLACE / PAGE + 1);
    ExecutorService executor = Executors.newFixedThreadPool(count);
    AtomicLong stale = new AtomicLong();
    try (RegistrationCache<Frames.Pinned> cache = cache(frames)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        Allocator allocator = new Allocator(frames, cache, 7, number);
        runs.add(
            executor.submit(
                () -> {
                  allocator.run(50_000);
                  stale.addAndGet(allocator.stale);
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      assertThat(stale).hasValue(0);
      assertThat(cache.statistics().revived()).isGreaterThan(100);
    } finally {
      executor.shutdownNow();
    }
    assertThat(space.watches()).isZero();
  }
}
