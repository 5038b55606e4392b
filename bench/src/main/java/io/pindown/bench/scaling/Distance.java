package io.pindown.bench.scaling;

/** How far two cores are from each other, for a cache line that one has and the other wants. */
enum Distance {
  /** The same core. */
  NONE,
  /** Cores that share a last-level cache. */
  COMPLEX,
  /** Cores of one socket that share none. */
  SOCKET,
  /** Cores of different sockets, each with memory of its own. */
  REMOTE
}
