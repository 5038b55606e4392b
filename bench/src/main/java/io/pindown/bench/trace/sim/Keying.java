package io.pindown.bench.trace.sim;

/**
 * What is registered for an access: the whole container, if it is not larger than so many bytes, or else the whole pages of what is
 * accessed. The cache itself would also serve an access from a larger range that happens to be registered; that depends on what else
 * is cached, so {@code Widening} measures it on the cache itself.
 *
 * @param widenLimit bytes; 0 for never
 */
public record Keying(long widenLimit) {
  public static final Keying PAGES = new Keying(0);
  public static final Keying CONTAINERS = new Keying(16 << 20);

  @Override
  public String toString() {
    return widenLimit == 0 ? "pages" : "containers";
  }
}
