package io.pindown.bench.scaling;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Times batches of work. */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Stopwatch() {}

  /** Some work, done a number of times. */
  interface Batch {
    void run(int from, int to);
  }

  /**
   * The median over batches of the calling thread's processor time for one time, in nanoseconds: other processes' time does not count,
   * and a batch in which something grew or was collected is not the median.
   */
  static double medianNanos(int batches, int size, Batch batch) {
    double[] nanos = new double[batches];
    for (int b = 0; b < batches; b++) {
      long begin = threadNanos();
      batch.run(b * size, (b + 1) * size);
      nanos[b] = (threadNanos() - begin) / (double) size;
    }
    Arrays.sort(nanos);
    return nanos[batches / 2];
  }

  /** Processor time of the calling thread so far. */
  static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
