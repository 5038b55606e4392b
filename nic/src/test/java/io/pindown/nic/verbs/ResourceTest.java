package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing, without a device: {@link LifeTest} has the same with one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResourceTest {
  private final ConcurrentLinkedQueue<Thing> ended = new ConcurrentLinkedQueue<>();

  private final class Thing extends Resource {
    private final String name;
    private final List<Thing> above;
    private volatile boolean gone;
    private volatile Runnable onDestroy = () -> {};

    Thing(String name, Thing... parents) {
      super(parents);
      this.name = name;
      this.above = List.of(parents);
    }

    /** What a native call would need. */
    void use() {
      enter();
      try {
        if (gone || above.stream().anyMatch(parent -> parent.gone)) {
          throw new AssertionError(name + " is used after its end, or its parent's");
        }
      } finally {
        leave();
      }
    }

    @Override
    void destroy() {
      assertThat(gone).as(name + " destroyed twice").isFalse();
      assertThat(above).as("parents of " + name).noneMatch(parent -> parent.gone);
      onDestroy.run();
      gone = true;
      ended.add(this);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Thing thing(String name, Thing... parents) {
    return Resource.make(() -> new Thing(name, parents), parents);
  }

  @Test
  void inWhateverOrder() {
    for (int seed = 0; seed < 500; seed++) {
      ended.clear();
      Thing context = thing("context");
      Thing domain = thing("domain", context);
      Thing channel = thing("channel", context);
      Thing queue = thing("queue", context, channel);
      Thing other = thing("other", context);
      Thing pair = thing("pair", domain, queue, other);
      Thing region = thing("region", domain);
      List<Thing> all = new ArrayList<>(List.of(context, domain, channel, queue, other, pair, region));
      Collections.shuffle(all, new Random(seed));
      all.forEach(Resource::close);
      all.forEach(Resource::close);
      assertThat(ended).as("seed " + seed).containsExactlyInAnyOrderElementsOf(all);
      assertThat(all).allMatch(thing -> thing.children().isEmpty());
    }
  }

  @Test
  void theNewestChildGoesFirst() {
    Thing context = thing("context");
    Thing one = thing("one", context);
    Thing two = thing("two", context);
    context.close();
    assertThat(ended).containsExactly(two, one, context);
  }

  @Test
  void whatIsClosedIsNamed() {
    Thing context = thing("context");
    Thing domain = thing("domain", context);
    context.close();
    assertThatThrownBy(domain::use).isInstanceOf(IllegalStateException.class).hasMessage("domain is closed");
    assertThatThrownBy(() -> thing("late", domain)).isInstanceOf(IllegalStateException.class).hasMessage("domain is closed");
  }

  /** One that cannot be destroyed keeps no other from it, and is told of. */
  @Test
  void aFailureIsPassedOn() {
    Thing context = thing("context");
    Thing domain = thing("domain", context);
    domain.onDestroy =
        () -> {
          throw new VerbsException("ibv_dealloc_pd", 16, null);
        };
    assertThatThrownBy(context::close).isInstanceOf(VerbsException.class).hasMessageContaining("EBUSY");
    assertThat(ended).containsExactly(context);
    context.close();
  }

  @Test
  void whoClosesSecondWaits() throws Exception {
    Thing context = thing("context");
    Thing domain = thing("domain", context);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    domain.onDestroy =
        () -> {
          inside.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (var threads = Executors.newFixedThreadPool(2)) {
      Future<?> first = threads.submit(domain::close);
      inside.await();
      Future<?> second = threads.submit(context::close);
      assertThat(context.gone).isFalse();
      go.countDown();
      first.get(30, TimeUnit.SECONDS);
      second.get(30, TimeUnit.SECONDS);
    }
    assertThat(ended).containsExactly(domain, context);
  }

  @Test
  void whileOthersMakeAndUse() throws Exception {
    for (int round = 0; round < 200; round++) {
      ended.clear();
      Thing context = thing("context");
      Thing domain = thing("domain", context);
      ConcurrentLinkedQueue<Thing> made = new ConcurrentLinkedQueue<>();
      try (var threads = Executors.newFixedThreadPool(3)) {
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          workers.add(threads.submit(() -> {
            try {
              while (true) {
                Thing child = thing("child", domain);
                made.add(child);
                child.use();
                if (made.size() % 3 == 0) {
                  child.close();
                }
              }
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("is closed");
            }
          }));
        }
        while (made.size() < 5) {
          Thread.onSpinWait();
        }
        (round % 2 == 0 ? context : domain).close();
        for (Future<?> worker : workers) {
          worker.get(30, TimeUnit.SECONDS);
        }
      }
      context.close();
      assertThat(made).as("round " + round).allMatch(thing -> thing.gone);
      assertThat(ended).hasSize(made.size() + 2);
    }
  }
}
