package io.pindown.it.soak;

import io.pindown.it.app.Artefact;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Many registries, many more watches, and containers that change all the time. A container has a few watches, each of another registry;
 * whenever it changes, each of them must be reported once, by its own registry. One thread changes, arms and unwatches; others drain.
 *
 * <p>A cookie is the place of its watch. The watch of a freed block and the next one's at that place have the same, which registries
 * allow; so what counts is how often a place was reported.
 */
final class WatchScale {
  private static final int WATCHES_EACH = 4;

  /** A container that has changed: its watches are to be armed again, or, if they were an earlier block's, to be taken out. */
  private record Pending(int container, Watch[] ended) {}

  private final ScaleBlocks blocks;
  private final long limitSeconds;
  private final List<WatchRegistry> registries = new ArrayList<>();
  private final Watch[] watches;
  private final int[] hits;
  private final WatchDrainers drainers;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  /**
   * @param count of registries
   * @param limitSeconds how long to wait for a report
   */
  WatchScale(ScaleBlocks blocks, int count, long limitSeconds) {
    this.blocks = blocks;
    this.limitSeconds = limitSeconds;
    int places = blocks.count() * WATCHES_EACH;
    watches = new Watch[places];
    hits = new int[places];
    drainers = new WatchDrainers(registries, this::registry, places);
    for (int i = 0; i < count; i++) {
      registries.add(AddressSpace.process().newRegistry("scale-" + i));
    }
    for (int container = 0; container < blocks.count(); container++) {
      blocks.begin(container);
      watch(container);
    }
  }

  static int containersFor(int watches) {
    return (watches + WATCHES_EACH - 1) / WATCHES_EACH;
  }

  private WatchRegistry registry(int place) {
    int container = place / WATCHES_EACH;
    return registries.get((container + place % WATCHES_EACH * 17) % registries.size());
  }

  private void watch(int container) {
    for (int place = container * WATCHES_EACH; place < (container + 1) * WATCHES_EACH; place++) {
      watches[place] = registry(place).watch(blocks.address(container), ScaleBlocks.LEAST, place);
    }
  }

  /** Changes so many containers, at most so many a second; every other time by an end, every other time in place. */
  void run(long changes, int perSecond, Artefact artefact) throws InterruptedException {
    drainers.start();
    long heap = HeapUse.now();
    Pace pace = new Pace(perSecond);
    for (long i = 0; i < changes; i++) {
      pace.await();
      settle(false);
      change(blocks.any(), i % 2 == 0);
    }
    long elapsed = pace.elapsedMillis();
    settle(true);
    long grown = HeapUse.now() - heap;
    drainers.end();
    write(artefact, changes, elapsed, heap, grown);
  }

  private void change(int container, boolean inPlace) {
    int first = container * WATCHES_EACH;
    await("watches of container " + container + " to be reported", () -> isReported(first));
    settleOne(container);
    Watch[] before = null;
    if (!inPlace || !blocks.shorten(container)) {
      before = new Watch[WATCHES_EACH];
      System.arraycopy(watches, first, before, 0, WATCHES_EACH);
      blocks.replace(container);
    }
    for (int place = first; place < first + WATCHES_EACH; place++) {
      hits[place]++;
    }
    if (before != null) {
      watch(container);
    }
    pending.add(new Pending(container, before));
  }

  private boolean isReported(int first) {
    for (int place = first; place < first + WATCHES_EACH; place++) {
      if (drainers.reports(place) != hits[place]) {
        return false;
      }
    }
    return true;
  }

  /** Arms or takes out what has been reported, oldest first; all of it, or as far as that goes without waiting. */
  private void settle(boolean all) {
    while (!pending.isEmpty()) {
      Pending next = pending.peek();
      int first = next.container() * WATCHES_EACH;
      if (!all && !isReported(first)) {
        return;
      }
      await("watches of container " + next.container() + " to be reported", () -> isReported(first));
      pending.remove();
      settle(next);
    }
  }

  /** The same out of turn, for a container that is about to change again. */
  private void settleOne(int container) {
    for (Pending each : List.copyOf(pending)) {
      if (each.container() == container) {
        pending.remove(each);
        settle(each);
      }
    }
  }

  private void settle(Pending one) {
    int first = one.container() * WATCHES_EACH;
    for (int i = 0; i < WATCHES_EACH; i++) {
      Watch watch = one.ended() == null ? watches[first + i] : one.ended()[i];
      WatchRegistry registry = registry(first + i);
      if (!(one.ended() == null ? registry.rearm(watch) : registry.unwatch(watch))) {
        throw new IllegalStateException(watch + " could not be " + (one.ended() == null ? "armed again" : "taken out"));
      }
    }
  }

  private void await(String what, BooleanSupplier come) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    while (!come.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited " + limitSeconds + " s for " + what);
      }
      LockSupport.parkNanos(WatchDrainers.IDLE_NANOS);
    }
  }

  private void write(Artefact artefact, long changes, long elapsed, long heap, long grown) {
    long expected = 0;
    long arrived = 0;
    long wrongPlaces = 0;
    for (int place = 0; place < hits.length; place++) {
      expected += hits[place];
      arrived += drainers.reports(place);
      wrongPlaces += hits[place] == drainers.reports(place) ? 0 : 1;
    }
    long left = registries.stream().mapToLong(registry -> registry.drain(new long[11])).sum();
    long unsettled = registries.stream().filter(registry -> registry.generation() != registry.drainedGeneration()).count();
    artefact.put("watches/live", registries.stream().mapToLong(WatchRegistry::size).sum());
    artefact.put("watches/registries", registries.size());
    artefact.put("watches/changes", changes);
    artefact.put("watches/elapsed-ms", elapsed);
    artefact.put("watches/expected", expected);
    artefact.put("watches/reported", arrived);
    artefact.put("watches/wrong-places", wrongPlaces);
    artefact.put("watches/left", left);
    artefact.put("watches/unsettled-registries", unsettled);
    artefact.put("watches/heap", heap);
    artefact.put("watches/heap-growth", grown);
    registries.forEach(WatchRegistry::close);
    artefact.put("watches/live-after-close", registries.stream().mapToLong(WatchRegistry::size).sum());
  }
}
