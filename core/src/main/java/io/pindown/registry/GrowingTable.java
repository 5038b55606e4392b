package io.pindown.registry;

/**
 * {@link LongTable}s of growing size that act as one. An entry stays in the table that it was added to, so nothing is ever moved;
 * only {@link #growIfCrowded}, which no event calls, allocates.
 *
 * <pre>
 * field     written by             access                 publishes
 * tables    the grower, locked     volatile               a new, empty table in front
 * entries   adders and removers    getAndAdd, volatile    nothing; an estimate of the load
 * </pre>
 */
final class GrowingTable {
  private static final int ENTRIES = 0;

  private volatile LongTable[] tables;
  private final long[] entries = new long[1];

  GrowingTable(int buckets) {
    tables = new LongTable[] {new LongTable(buckets)};
  }

  boolean add(long key, long value) {
    for (LongTable table : tables) {
      if (table.add(key, value)) {
        LongWords.getAndAdd(entries, ENTRIES, 1);
        return true;
      }
    }
    return false;
  }

  long remove(long key, long wanted) {
    for (LongTable table : tables) {
      long value = table.remove(key, wanted);
      if (value != 0) {
        LongWords.getAndAdd(entries, ENTRIES, -1);
        return value;
      }
    }
    return 0;
  }

  long get(long key) {
    for (LongTable table : tables) {
      long value = table.get(key);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  /** The tables now, newest first, to look at all entries of a key or at all keys. */
  LongTable[] tables() {
    return tables;
  }

  long entries() {
    return LongWords.getVolatile(entries, ENTRIES);
  }

  /** Puts a table of four times the size in front when the newest is half full. */
  void growIfCrowded() {
    if (entries() * 2 > tables[0].capacity()) {
      grow();
    }
  }

  private synchronized void grow() {
    LongTable[] old = tables;
    if (entries() * 2 <= old[0].capacity()) {
      return;
    }
    LongTable[] grown = new LongTable[old.length + 1];
    grown[0] = new LongTable(old[0].capacity() / 3 * 4);
    System.arraycopy(old, 0, grown, 1, old.length);
    tables = grown;
  }
}
