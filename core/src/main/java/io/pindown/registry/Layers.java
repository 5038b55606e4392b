package io.pindown.registry;

import io.pindown.index.Tags;

/**
 * The tables of the containers, the newest first. Larger ones are put in front of full ones, and an entry stays in the table that it was added to, so who looks
 * for one looks in all. Lock-free for who uses the tables; memory is taken only by growing.
 *
 * <pre>
 * field             written by            access      publishes
 * all               the grower, locked    volatile    new, empty tables in front
 * dropped           allocating threads    getAndAdd   nothing; a count
 * droppedAtGrowth   the grower, locked    plain       nothing; who reads an old one asks for the lock and looks again
 * </pre>
 */
final class Layers {
  private static final int FACTOR = 4;
  private static final int SMALL = 16;
  private static final int MOST_BUCKETS = 1 << 26;

  private static final int DROPPED = 8;

  /** Both tables, of the same number of places. */
  record Layer(ContainerTable byBase, GranuleSet byGranule, int buckets) {}

  /** What is done with each container. */
  interface Visit {
    void at(ContainerTable table, long base);
  }

  private final Containers containers;
  private final Narrowing narrowing;
  /** A line of its own within, since each watch that is armed reads it. */
  private final long[] dropped = new long[2 * DROPPED];
  private volatile Layer[] all;
  private long droppedAtGrowth;

  Layers(int buckets, Containers containers, Narrowing narrowing) {
    this.containers = containers;
    this.narrowing = narrowing;
    all = new Layer[] {make(buckets)};
    narrowing.tables(tags(all));
  }

  private Layer make(int buckets) {
    return new Layer(new ContainerTable(buckets), new GranuleSet(buckets, containers), buckets);
  }

  private static long[][] tags(Layer[] layers) {
    long[][] tags = new long[layers.length][];
    for (int i = 0; i < layers.length; i++) {
      tags[i] = layers[i].byBase.tags();
    }
    return tags;
  }

  /** All of them; not to be changed. */
  Layer[] all() {
    return all;
  }

  /** Places for containers, twice over: beyond so many looks it is quicker to look at each. */
  long capacity() {
    return all[0].buckets * 16L;
  }

  boolean add(long base, long value) {
    for (Layer layer : all) {
      if (layer.byBase.add(base, value)) {
        return true;
      }
    }
    return false;
  }

  /** Where to look for it, once it has been added; false if there was no room. */
  boolean addByGranule(int level, long base) {
    for (Layer layer : all) {
      if (layer.byGranule.add(level, base)) {
        return true;
      }
    }
    return false;
  }

  /** Its size and flags, or 0 if it is not there; and so for what follows. */
  long remove(long base) {
    for (Layer layer : all) {
      long value = layer.byBase.remove(base);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  long value(long base) {
    for (Layer layer : all) {
      long value = layer.byBase.get(base);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  long mark(long base, long flags) {
    for (Layer layer : all) {
      long marked = layer.byBase.mark(base, flags);
      if (marked != 0) {
        return marked;
      }
    }
    return 0;
  }

  boolean recall(long base, long size) {
    for (Layer layer : all) {
      if (layer.byBase.recall(base, size)) {
        return true;
      }
    }
    return false;
  }

  /** Every container in the tables, forgotten ones, too. Not for events: what is handed over is mostly a lambda. */
  void forEach(Visit visit) {
    for (Layer layer : all) {
      for (int bucket = 0; bucket < layer.buckets; bucket++) {
        for (int place = 0; place < Tags.PLACES && !layer.byBase.isUntouched(bucket); place++) {
          long base = layer.byBase.baseAt(bucket, place);
          if (base != 0) {
            visit.at(layer.byBase, base);
          }
        }
      }
    }
  }

  /** One found no room. */
  void drop() {
    LongWords.getAndAdd(dropped, DROPPED, 1);
  }

  /** How many found no room. */
  long dropped() {
    return LongWords.getVolatile(dropped, DROPPED);
  }

  /** Whether a look at the newest tables, where there is to be one, says that larger ones are needed. */
  boolean isCrowded(int look, boolean looks) {
    Layer newest = all[0];
    return dropped() != droppedAtGrowth || (looks || newest.buckets <= SMALL) && newest.byBase.isCrowded(look);
  }

  /** Larger tables, if they are needed still and may be had. Call with the lock of the containers held. */
  void grow(int look) {
    Layer[] old = all;
    if (dropped() == droppedAtGrowth && !old[0].byBase.isCrowded(look) || old[0].buckets == MOST_BUCKETS) {
      return;
    }
    Layer[] grown = new Layer[old.length + 1];
    grown[0] = make(Math.min(MOST_BUCKETS, old[0].buckets * FACTOR));
    System.arraycopy(old, 0, grown, 1, old.length);
    narrowing.tables(tags(grown)); // first: frees of what is added to it must be delivered
    all = grown;
    droppedAtGrowth = dropped();
  }
}
