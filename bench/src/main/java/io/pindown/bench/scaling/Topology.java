package io.pindown.bench.scaling;

/**
 * A machine's cores. They are numbered complex by complex and socket by socket; thread i of a simulation runs on core i.
 *
 * @param sockets memory nodes, 1 or more
 * @param complexes groups of cores with one last-level cache, in each socket, 1 or more
 * @param cores cores in each complex, 1 or more
 */
record Topology(int sockets, int complexes, int cores) {
  /** The most cores that a simulation takes. */
  static final int MOST_CORES = 1024;

  /** Two sockets of 64 cores, 8 to a last-level cache. */
  static final Topology LARGE = new Topology(2, 8, 8);

  Topology {
    if (sockets < 1 || complexes < 1 || cores < 1 || (long) sockets * complexes * cores > MOST_CORES) {
      throw new IllegalArgumentException(
          sockets + " sockets x " + complexes + " complexes x " + cores + " cores: each must be 1 or more, and their product at most "
              + MOST_CORES);
    }
  }

  int size() {
    return sockets * complexes * cores;
  }

  int socket(int core) {
    return core / (complexes * cores);
  }

  Distance distance(int a, int b) {
    if (a == b) {
      return Distance.NONE;
    }
    if (a / cores == b / cores) {
      return Distance.COMPLEX;
    }
    return socket(a) == socket(b) ? Distance.SOCKET : Distance.REMOTE;
  }
}
