package io.pindown.registry;

import io.pindown.index.Granules;
import java.util.ArrayList;
import java.util.List;

/**
 * The live containers: blocks and mappings that are freed or unmapped as a whole, each with its size. Lock-free, allocates nothing
 * on the way of an event.
 *
 * <p>Two tables. One by base, which says what is live, for the free that carries no length; one by granule for finding the container
 * around an address. What finds no room is not recorded, so it is unknown memory, which is never cached: nothing is lost by it. Room is made by threads that arm
 * watches, never by events. The tables are those of {@link Layers}, what a free looks at first is {@link Sieves}, parts are taken out by {@link Carving}.
 *
 * <pre>
 * field        written by                    access                 publishes
 * levels       allocating threads            CAS                    which levels have had containers; bits are only ever set
 * too large    allocating threads            getAndAdd              nothing; a count
 * </pre>
 */
final class Containers {
  /** Set in a container's value when it is a mapping, which truncation of a file can change. */
  static final long MAPPING = ContainerTable.MAPPING;

  /** The most bytes that a container can have. */
  static final long LARGEST = ContainerTable.SIZE;

  private static final int LEVELS = 0;
  private static final int TOO_LARGE = 8;
  /** Two lines away, since each miss writes it and each event reads the others. Racy: how often it is looked does not matter. */
  private static final int LOOKS = 24;
  private static final int LOOK_EVERY = 512;

  private final Layers layers;
  private final Sieves sieves;
  private final Carving carving;
  private final long[] words = new long[LOOKS + 8];

  /**
   * @param buckets of the first tables, a power of two; seven containers each
   */
  Containers(int buckets, Narrowing narrowing) {
    layers = new Layers(buckets, this, narrowing);
    sieves = new Sieves(narrowing);
    carving = new Carving(this, layers);
  }

  static long size(long value) {
    return value & LARGEST;
  }

  static boolean isMapping(long value) {
    return (value & MAPPING) != 0;
  }

  /**
   * Records a container of which none is there at {@code base}; returns false if there was no room: then nothing that overlaps it is relied on
   * any more.
   *
   * @param kind 0 or {@link #MAPPING}, and what else the value is to say
   */
  boolean add(long base, long size, long kind) {
    if (size > LARGEST) {
      LongWords.getAndAdd(words, TOO_LARGE, 1); // larger tables would not help
      return false;
    }
    int level = Granules.level(size);
    long used = LongWords.getVolatile(words, LEVELS);
    while ((used & 1L << level) == 0) {
      LongWords.cas(words, LEVELS, used, used | 1L << level);
      used = LongWords.getVolatile(words, LEVELS);
    }
    if (layers.add(base, size | kind)) {
      sieves.mark(base);
      if (layers.addByGranule(level, base)) {
        return true;
      }
      remove(base);
    }
    layers.drop();
    carving.meet(base, base + size, false); // what is known there has ended unseen, and a watch must not rely on its end instead of this one's
    return false;
  }

  /** {@link #remove} for whoever frees a block: most are no containers, which the sieve tells by one look. */
  long removeFreed(long base) {
    return sieves.lets(base) ? remove(base) : 0;
  }

  /** Forgets the container at {@code base}; returns its size and flags, or 0 if none is known there. */
  long remove(long base) {
    return layers.remove(base);
  }

  /** Size and flags of the container at {@code base}, or 0. */
  long get(long base) {
    long value = layers.value(base);
    return (value & ContainerTable.FORGOTTEN) == 0 ? value : 0;
  }

  /**
   * Notes in every container that contains {@code [start, end)} that a watch lies there: mostly there is one, but something whose end was
   * missed may lie in another or around it. Returns 0 if there is none, else a value that is a mapping's if any of them is one.
   */
  long noteWatch(long start, long end) {
    long noted = 0;
    long enough = -1L << Granules.level(end - start);
    for (long left = levels() & enough; left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Layers.Layer layer : layers.all()) {
        long here = layer.byGranule().noteWatch(level, granule, start, end);
        long before = granule == 0 ? 0 : layer.byGranule().noteWatch(level, granule - 1, start, end);
        noted |= here | before;
      }
    }
    return noted;
  }

  /** Loads what {@link #noteWatch(long, long)} reads first; see {@link AddressSpace#preload}. */
  long preload(long start, long end) {
    long loaded = 0;
    for (long left = levels() & -1L << Granules.level(end - start); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Layers.Layer layer : layers.all()) {
        loaded += layer.byGranule().preload(level, granule) + layer.byGranule().preload(level, Math.max(0, granule - 1));
      }
    }
    return loaded;
  }

  /** {@link #noteWatch(long, long)} in the container at {@code base}, if it contains the range. */
  long noteWatch(long base, long start, long end) {
    while (true) {
      long value = get(base);
      if (value == 0 || base + size(value) < end) {
        return 0;
      }
      boolean whole = Granules.level(size(value)) == Granules.level(end - start);
      long marked = layers.mark(base, ContainerTable.WATCHED | (whole ? 0 : ContainerTable.PARTS));
      if (size(marked) == size(value)) { // if not, it is another container by now
        return (marked & ContainerTable.FORGOTTEN) == 0 ? marked : 0;
      }
    }
  }

  boolean isLive(long base) {
    return layers.value(base) != 0;
  }

  /** Relies again on a container of which {@link ContainerTable#FORGOTTEN} was said; false if there is none of this size. */
  boolean recall(long base, long size) {
    return layers.recall(base, size);
  }

  /** Whether a container that may be relied on begins at {@code base} and contains {@code [start, end)}. */
  boolean contains(long base, long start, long end) {
    return base <= start && end <= base + size(get(base));
  }

  /** The base of a container that contains {@code [start, end)}, or 0. */
  long around(long start, long end) {
    if (contains(start, start, end)) {
      return start;
    }
    Layers.Layer[] all = layers.all();
    for (long left = levels(); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long granule = start >>> level;
      for (Layers.Layer layer : all) {
        // a container is no longer than a granule of its level, so it begins in this one or in the one before
        long base = layer.byGranule().around(level, granule, start, end);
        if (base == 0 && granule > 0) {
          base = layer.byGranule().around(level, granule - 1, start, end);
        }
        if (base != 0) {
          return base;
        }
      }
    }
    return 0;
  }

  /**
   * Takes {@code [start, end)} out of all containers: what sticks out at either side stays a container.
   *
   * @return false if what is left is not relied on, since another thread has unmapped a part of the same container meanwhile
   */
  boolean carve(long start, long end) {
    return carving.carve(start, end);
  }

  /** That watches were noted in a container, for what takes its place: they are of whatever level there. */
  static long notes(long value) {
    return (value & ContainerTable.WATCHED) == 0 ? 0 : ContainerTable.WATCHED | ContainerTable.PARTS;
  }

  /** Takes {@code [start, end)} out of the container at {@code base}, if it overlaps, or forgets it. */
  void meet(long base, long start, long end, boolean cut) {
    carving.meet(base, start, end, cut);
  }

  /** The bases of the containers that are relied on and overlap {@code [start, end)}. Not for events, since it allocates. */
  List<Long> basesIn(long start, long end) {
    List<Long> bases = new ArrayList<>();
    for (long left = levels(); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long first = Math.max(0, (start >>> level) - 1);
      long last = end - 1 >>> level;
      if (last - first >= layers.capacity()) {
        bases.clear();
        layers.forEach((table, base) -> addIfIn(base, start, end, bases));
        return bases;
      }
      for (Layers.Layer layer : layers.all()) {
        for (long granule = first; granule <= last; granule++) {
          layer.byGranule().forEach(level, granule, base -> addIfIn(base, start, end, bases));
        }
      }
    }
    return bases;
  }

  private void addIfIn(long base, long start, long end, List<Long> bases) {
    if (base < end && start < base + size(get(base)) && !bases.contains(base)) {
      bases.add(base);
    }
  }

  /** The container at {@code base} is not relied on any more; its end still matters. */
  void forget(long base) {
    layers.mark(base, ContainerTable.FORGOTTEN);
  }

  /** For when the end of some container may have gone unseen: none is relied on any more. */
  void forgetAll() {
    layers.forEach((table, base) -> table.mark(base, ContainerTable.FORGOTTEN));
  }

  /** Containers that are relied on, counted one by one. */
  long live() {
    long[] live = new long[1];
    layers.forEach((table, base) -> live[0] += (table.get(base) & ContainerTable.FORGOTTEN) == 0 ? 1 : 0);
    return live[0];
  }

  long dropped() {
    return layers.dropped() + LongWords.getVolatile(words, TOO_LARGE);
  }

  /** {@link #add}, with more room made if there is none; not called by events. */
  boolean addWithRoom(long base, long size, long kind) {
    return add(base, size, kind) || growOnce() && add(base, size, kind);
  }

  /** Makes room ahead of need: at some of its calls, since there are many. Not called by events. */
  void growIfCrowded() {
    int look = (int) words[LOOKS]++;
    growIfCrowded(look, look % LOOK_EVERY == 0);
  }

  /** The same, at each call. */
  void makeRoom() {
    growIfCrowded((int) words[LOOKS]++, true);
  }

  private void growIfCrowded(int look, boolean looks) {
    if (looks && sieves.isWorn()) {
      sift();
    }
    if (layers.isCrowded(look, looks)) {
      grow(look);
    }
  }

  private synchronized void sift() {
    if (sieves.isWorn()) {
      sieves.replace(this);
    }
  }

  private synchronized void grow(int look) {
    layers.grow(look);
  }

  /** Makes room after {@link #add} found none; false if there is no more to be had. */
  private boolean growOnce() {
    int before = layers.all().length;
    grow(0);
    return layers.all().length > before;
  }

  /** Every container in the tables, forgotten ones, too. */
  void forEach(Layers.Visit visit) {
    layers.forEach(visit);
  }

  /** Levels that have had containers, a bit each. */
  long levels() {
    return LongWords.getVolatile(words, LEVELS);
  }
}
