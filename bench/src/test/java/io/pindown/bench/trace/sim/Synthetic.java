package io.pindown.bench.trace.sim;

import io.pindown.bench.trace.record.Trace;
import java.util.Random;

/** Short traces made by hand, the same on every machine. */
public final class Synthetic {
  private static final long PAGE = 4096;
  private static final long CHUNK = 4 << 20;

  private Synthetic() {}

  /** Buffers of one size, round and round. */
  public static Trace ring(int buffers, long bytes, int rounds) {
    Trace.Builder trace = new Trace.Builder("ring");
    for (int i = 0; i < buffers; i++) {
      trace.container(0, bytes, false);
    }
    for (int i = 0; i < buffers * rounds; i++) {
      trace.access(i % buffers, 0, bytes);
    }
    return trace.build();
  }

  /** Buffers of 4 KiB to 1 MiB, a few of which are used often; and others used once, in between. */
  public static Trace hotAndScan(long seed, int hot, int accesses) {
    Random random = new Random(seed);
    Trace.Builder trace = new Trace.Builder("hot and scan");
    long[] bytes = new long[hot];
    for (int i = 0; i < hot; i++) {
      bytes[i] = PAGE << random.nextInt(9);
      trace.container(0, bytes[i], false);
    }
    for (int i = 0; i < accesses; i++) {
      if (i % 1000 < 200) {
        trace.access(trace.container(0, 16 * PAGE, true), 0, 16 * PAGE);
      } else {
        int some = (int) (hot * Math.pow(random.nextDouble(), 2));
        trace.access(some, 0, bytes[some]);
      }
    }
    return trace.build();
  }

  /** Buffers cut from chunks of 4 MiB that come and go, at any byte. */
  public static Trace chunks(long seed, int live, int accesses) {
    Random random = new Random(seed);
    Trace.Builder trace = new Trace.Builder("chunks");
    int[] chunks = new int[live];
    for (int i = 0; i < live; i++) {
      chunks[i] = trace.container(16, CHUNK, false);
    }
    for (int i = 0; i < accesses; i++) {
      int at = (int) (live * Math.pow(random.nextDouble(), 3));
      if (random.nextInt(100) == 0) {
        trace.end(chunks[at]);
        chunks[at] = trace.container(16, CHUNK, false);
      }
      long bytes = 256L << random.nextInt(10);
      trace.access(chunks[at], bytes * random.nextInt((int) (CHUNK / bytes)), 1 + random.nextInt((int) bytes));
    }
    return trace.build();
  }
}
