package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What one path may watch, and the notes of what its watches saw. Each scene has a registry of its own and a neighbour: a block that
 * nothing touches, watched, so that a path whose events hit too much is seen, too. Used by one thread. Open to programs that do more with the
 * memory of a path than watch it.
 */
public class Scene implements AutoCloseable {
  private static final long FIRST_COOKIE = 1_000_003;
  private static final long LIMIT_SECONDS = 30;
  private static final int COLLECTIONS = 2;
  private static final int RESTS = 20;
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int GARBAGE = 8_191;
  private static final AddressSpace SPACE = AddressSpace.process();
  /** One for all scenes: one each would be freed by the collector in the middle of a later scene and be counted there. */
  private static final ByteBuffer NEIGHBOUR = ByteBuffer.allocateDirect(2_097_143);

  private final String path;
  private final Artefact artefact;
  private final WatchRegistry registry;
  private final Map<Long, Watch> watches = new LinkedHashMap<>();
  private final Map<Long, String> names = new LinkedHashMap<>();
  private final Map<EventKind, Long> counts = new LinkedHashMap<>();
  private long generation;
  private long containers;

  public Scene(String path, Artefact artefact) throws ReflectiveOperationException {
    this.path = path;
    this.artefact = artefact;
    this.registry = SPACE.newRegistry(path);
    arm("neighbour", OffHeap.address(NEIGHBOUR), NEIGHBOUR.capacity());
    remember();
  }

  public static boolean hooked() {
    return SPACE.hooked();
  }

  /** For a path whose event names no end, so that it may concern everything above it. */
  public void withoutNeighbour() {
    registry.unwatch(watches.get(FIRST_COOKIE));
  }

  /** Watches {@code [address, address + length)} and calls it {@code name} in the notes. */
  public Watch watch(String name, long address, long length) {
    return arm(name, address, length);
  }

  /** The same for memory that is not the program's to write to. */
  public Watch watchOnly(String name, long address, long length) {
    return arm(name, address, length);
  }

  private Watch arm(String name, long address, long length) {
    long cookie = FIRST_COOKIE * (names.size() + 1);
    Watch watch = registry.watch(address, length, cookie);
    watches.put(cookie, watch);
    names.put(cookie, name);
    generation = registry.generation();
    return watch;
  }

  /**
   * Notes what has happened since the scene, the last watch or the last step: which watches a drain reports and how often each was
   * hit, {@code name*hits} in the order they were armed in, and whether the generation moved.
   */
  public void step(String step) {
    StringJoiner dirty = new StringJoiner(" ");
    long[] cookies = new long[names.size() + 1];
    int drained = registry.drain(cookies);
    for (Map.Entry<Long, String> entry : names.entrySet()) {
      for (int i = 0; i < drained; i++) {
        if (cookies[i] == entry.getKey()) {
          dirty.add(entry.getValue() + "*" + watches.get(entry.getKey()).hits());
        }
      }
    }
    note(step, dirty);
    note(step + ".drained", drained);
    note(step + ".generation", registry.generation() != generation);
    remember();
  }

  public void note(String key, Object value) {
    artefact.put(path + "/" + key, value);
  }

  /** Notes how many events of a kind there were since the scene or the last step. Only for programs in which no other thread makes any. */
  public void count(String key, EventKind kind) {
    note(key, SPACE.eventCount(kind) - counts.get(kind));
  }

  /** Notes by how many the tracked containers have become more since the scene or the last step. */
  public void containers(String key) {
    note(key, SPACE.liveContainers() - containers);
  }

  private void remember() {
    generation = registry.generation();
    containers = SPACE.liveContainers();
    for (EventKind kind : EventKind.values()) {
      counts.put(kind, SPACE.eventCount(kind));
    }
  }

  /** Collects garbage until {@code watch} is dirty, or, where there are no hooks, until {@code owner} is gone. */
  public void collect(WeakReference<?> owner, Watch watch) throws InterruptedException {
    collectUntil(owner, watch);
  }

  private void collectUntil(WeakReference<?> owner, Watch watch) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (isThere(owner, watch)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(path + ": " + watch + " still clean after " + LIMIT_SECONDS + " s; owner " + owner.get() + "; " + whatIsKnownOf(watch));
      }
      System.gc();
      // another thread frees what was found, and gets to it only if this one rests: on one processor the next collection comes first, for ever
      for (int rests = 0; rests < RESTS && isThere(owner, watch); rests++) {
        LockSupport.parkNanos(REST);
      }
    }
    if (hooked()) { // a watch is dirty before its event has ended
      Meeting.until("the end of the event", () -> registry.generation() != generation);
    }
  }

  private static boolean isThere(WeakReference<?> owner, Watch watch) {
    return hooked() ? watch.isClean() : owner.get() != null;
  }

  /** For who has to find out where an end has gone. */
  private String whatIsKnownOf(Watch watch) {
    StringBuilder known = new StringBuilder("contained ").append(watch.isContained()).append(", by the container at 0x")
        .append(Long.toHexString(SPACE.containerAround(watch.start(), watch.end()))).append(", own size ").append(SPACE.containerSize(watch.start()));
    for (EventKind kind : EventKind.values()) {
      known.append(", ").append(kind).append(' ').append(SPACE.eventCount(kind) - counts.get(kind));
    }
    Thread.getAllStackTraces().forEach((thread, stack) -> {
      if (thread.getName().contains("Reference") || thread.getName().contains("Cleaner") || thread.getName().startsWith("Innocuous")) {
        known.append("; ").append(thread.getName()).append(" at ").append(Arrays.toString(stack));
      }
    });
    return known.toString();
  }

  /**
   * Has the collector free what direct buffers nobody has any more held, those of earlier scenes among them, so that it does not do that while this
   * one counts. What one collection has found is freed in order, so all of it is once what the next one has found begins to be.
   */
  public void collectGarbage() throws ReflectiveOperationException, InterruptedException {
    WeakReference<?>[] owner = new WeakReference<?>[1];
    for (int i = 0; i < COLLECTIONS; i++) {
      Watch last = garbage(owner);
      collectUntil(owner[0], last);
      registry.unwatch(last);
    }
    remember();
  }

  /** In a frame of its own, so that no local variable keeps the buffer. */
  private Watch garbage(WeakReference<?>[] owner) throws ReflectiveOperationException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(GARBAGE);
    owner[0] = new WeakReference<>(buffer);
    return arm("garbage", OffHeap.address(buffer), GARBAGE);
  }

  @Override
  public void close() {
    registry.close();
  }
}
