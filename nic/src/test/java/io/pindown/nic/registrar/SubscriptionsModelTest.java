package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several caches that behave as libfabric's do, of one version and of the other, over a few blocks that are freed and allocated again. A
 * hit on a registration from before a change is never allowed, and most uses are hits.
 */
class SubscriptionsModelTest {
  private static final int CACHES = 3;
  private static final int BLOCKS = 3;
  private static final long SIZE = 0x1_0000;
  private static final int STEPS = 20_000;

  /** A kept registration, and which life of its block it is of. */
  private record Entry(int block, long length, int life) {
    long address() {
      return base(block);
    }
  }

  private static long base(int block) {
    return 0x100_0000 + block * 0x10_0000L;
  }

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry = space.newRegistry("test");
  private final Subscriptions subscriptions = new Subscriptions(space, registry);
  private final int[] lives = new int[BLOCKS];
  private final List<List<Entry>> caches = new ArrayList<>();
  private boolean unsubscribes;
  private int hits;
  private int uses;

  @ParameterizedTest
  @CsvSource({"false, 1", "false, 2", "false, 3", "true, 1", "true, 2", "true, 3"})
  void neverStale(boolean says, int seed) {
    unsubscribes = says;
    for (int i = 0; i < CACHES; i++) {
      caches.add(new ArrayList<>());
    }
    for (int block = 0; block < BLOCKS; block++) {
      space.allocated(base(block), SIZE);
    }
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      int choice = random.nextInt(100);
      int block = random.nextInt(BLOCKS);
      List<Entry> cache = caches.get(random.nextInt(CACHES));
      if (choice < 80) {
        use(cache, block, random.nextBoolean() ? SIZE : 4096);
      } else if (choice < 90) {
        space.freed(base(block));
        lives[block]++;
        space.allocated(base(block), SIZE);
      } else if (choice < 95 && !cache.isEmpty()) {
        forget(cache, cache.get(random.nextInt(cache.size()))); // the least recently used, or so
      } else {
        tell();
      }
    }
    assertThat(hits).as("hits of " + uses).isGreaterThan(uses / 4);
    assertThat(subscriptions.size()).isLessThanOrEqualTo(BLOCKS * 2);
  }

  /** What libfabric's cache does for a range; a range in it that contains the one is the same to it. */
  private void use(List<Entry> cache, int block, long length) {
    uses++;
    Entry entry = find(cache, block);
    if (entry != null && entry.length() >= length && subscriptions.valid(entry.address(), entry.length())) {
      assertThat(entry.life()).as("the life that a hit is of").isEqualTo(lives[block]);
      hits++;
      return;
    }
    for (; entry != null; entry = find(cache, block)) {
      forget(cache, entry);
    }
    Entry made = new Entry(block, length, lives[block]);
    if (subscriptions.subscribe(made.address(), made.length()) == null) {
      cache.add(made);
    } else if (unsubscribes) {
      subscriptions.unsubscribe(made.address(), made.length());
    }
  }

  private static Entry find(List<Entry> cache, int block) {
    return cache.stream().filter(entry -> entry.block() == block).findFirst().orElse(null);
  }

  private void forget(List<Entry> cache, Entry entry) {
    cache.remove(entry);
    if (unsubscribes) {
      subscriptions.unsubscribe(entry.address(), entry.length());
    }
  }

  /** What the notifier does. */
  private void tell() {
    Watch[] dirty = new Watch[2];
    for (int count; (count = registry.drainWatches(dirty)) > 0; ) {
      for (int i = 0; i < count; i++) {
        Subscription changed = (Subscription) dirty[i];
        int held = subscriptions.held(changed);
        if (held > 0) {
          for (List<Entry> cache : caches) {
            for (Entry entry : List.copyOf(cache)) {
              long end = entry.address() + entry.length();
              if (entry.address() < changed.address() + changed.length() && end > changed.address()) {
                forget(cache, entry);
              }
            }
          }
        }
        subscriptions.forgotten(changed, held);
      }
    }
  }
}
