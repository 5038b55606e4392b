package io.pindown.registry;

import io.pindown.index.Tags;

/**
 * Takes ranges out of containers: what an unmapping leaves of a mapping at either side stays a container. Or has all that overlap a range forgotten. Lock-free,
 * allocates nothing; what orders cuts of one container by several threads is in {@link Cuts}.
 */
final class Carving {
  private final Containers containers;
  private final Layers layers;
  private final Cuts cuts = new Cuts();

  Carving(Containers containers, Layers layers) {
    this.containers = containers;
    this.layers = layers;
  }

  /**
   * Takes {@code [start, end)} out of all containers.
   *
   * @return false if what is left is not relied on, since another thread has unmapped a part of the same container meanwhile
   */
  boolean carve(long start, long end) {
    long value = layers.value(start);
    if (value != 0 && start + Containers.size(value) <= end) {
      layers.remove(start);
      if (start + Containers.size(value) == end) {
        return true; // by far the most frequent case: a mapping that is unmapped as a whole
      }
    }
    long unreliable = cuts.unreliable();
    long done;
    do {
      done = cuts.done();
      meet(start, end, true);
      if (cuts.isOpenOver(start, end)) {
        cuts.miss();
        meet(start, end, true);
      }
    } while (cuts.done() != done);
    return cuts.unreliable() == unreliable;
  }

  /** Cuts {@code [start, end)} out of all containers, or forgets all that overlap it. */
  void meet(long start, long end, boolean cut) {
    for (long left = containers.levels(); left != 0; left &= left - 1) {
      int level = Long.numberOfTrailingZeros(left);
      long first = Math.max(0, (start >>> level) - 1);
      long last = end - 1 >>> level;
      if (last - first >= layers.capacity()) {
        meetEach(start, end, cut);
        return;
      }
      for (Layers.Layer layer : layers.all()) {
        for (long granule = first; granule <= last; granule++) {
          layer.byGranule().meet(level, granule, start, end, cut);
        }
      }
    }
  }

  /** Written out, since events may come here, which make no lambdas. */
  private void meetEach(long start, long end, boolean cut) {
    for (Layers.Layer layer : layers.all()) {
      for (int bucket = 0; bucket < layer.buckets(); bucket++) {
        for (int place = 0; place < Tags.PLACES && !layer.byBase().isUntouched(bucket); place++) {
          long base = layer.byBase().baseAt(bucket, place);
          if (base != 0) {
            meet(base, start, end, cut);
          }
        }
      }
    }
  }

  /** Cuts {@code [start, end)} out of the container at {@code base}, if it overlaps, or forgets it. */
  void meet(long base, long start, long end, boolean cut) {
    long known = layers.value(base);
    if (known != 0 && base < end && start < base + Containers.size(known)) {
      if (cut) {
        cut(base, known, start, end);
      } else {
        containers.forget(base);
      }
    }
  }

  private void cut(long base, long known, long start, long end) {
    long missed = cuts.begin(base, base + Containers.size(known));
    try {
      long value = layers.remove(base); // what it says of watches may have changed since
      if (value != 0) {
        putBack(base, value, start, end);
        if (cuts.missed() != missed) {
          cuts.leaveUnreliable();
          containers.forget(base);
          containers.forget(end);
        }
      }
    } finally {
      cuts.end(base);
    }
  }

  /** Adds what {@code [start, end)} leaves of a container that was taken out. */
  private void putBack(long base, long value, long start, long end) {
    long limit = base + Containers.size(value);
    long kind = value & (Containers.MAPPING | ContainerTable.FORGOTTEN) | Containers.notes(value);
    if (base < start) {
      containers.add(base, Math.min(start, limit) - base, kind);
    }
    if (end < limit) {
      containers.add(end, limit - end, kind);
    }
  }
}
