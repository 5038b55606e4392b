package io.pindown.cache;

/**
 * What a registration of so many bytes costs, as a part for each time and a part for each page, learned from those that were made: by
 * least squares, the larger ones counting less and the last {@value #REMEMBERED} or so most. Kernels and devices differ by two orders of
 * magnitude in how many pages weigh as much as the call itself.
 *
 * <p>Not thread-safe.
 */
final class RegistrationCost {
  private static final double PAGE = 4096;
  /** Before anything is known the call weighs as much as so many pages: between io_uring (9) and a NIC that takes any size alike. */
  private static final double PAGES_A_CALL = 64;

  private static final int FEWEST = 32;
  private static final int REMEMBERED = 256;
  /** What takes longer than so many times the expected was interrupted, and counts as just that. */
  private static final double LONGEST = 4;

  private double fixed = PAGES_A_CALL;
  private double perPage = 1;
  private int seen;
  private double weights;
  private double pages;
  private double squares;
  private double times;
  private double products;

  /** A cost in a unit of its own, to be compared with others: above 0. */
  double of(long bytes) {
    return fixed + perPage * (bytes / PAGE);
  }

  /**
   * A registration of {@code bytes} has taken {@code nanos}.
   */
  void took(long bytes, long nanos) {
    double n = bytes / PAGE;
    double time = Math.max(1, seen < FEWEST ? nanos : Math.min(nanos, LONGEST * of(bytes)));
    double weight = 1 / ((n + PAGES_A_CALL) * (n + PAGES_A_CALL));
    double keep = 1 - 1.0 / REMEMBERED;
    weights = keep * weights + weight;
    pages = keep * pages + weight * n;
    squares = keep * squares + weight * n * n;
    times = keep * times + weight * time;
    products = keep * products + weight * n * time;
    if (++seen >= FEWEST) {
      seen = FEWEST;
      solve();
    }
  }

  private void solve() {
    double spread = weights * squares - pages * pages;
    if (spread < 1e-3 * weights * squares) {
      return; // all of about one size: any cost puts them in the same order
    }
    double slope = (weights * products - pages * times) / spread;
    double height = (times - slope * pages) / weights;
    if (slope < 0) {
      slope = 0;
      height = times / weights;
    } else if (height < 0) {
      height = 0;
      slope = products / squares;
    }
    fixed = height;
    perPage = slope;
  }
}
