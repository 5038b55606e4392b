package io.pindown.it.wire;

import io.pindown.it.foreign.Libc;
import io.pindown.it.foreign.UnseenCalls;
import java.util.Map;

/** Memory that a hook has seen come, changed as native code does it: by system calls that no hook sees. */
final class UnseenPaths {
  private static final long PAGE = 4096;
  private static final long LENGTH = 1009 * PAGE;
  private static final int ROUNDS = 3;
  private static final int MOST_TAKEN = 10;
  private static final int FRESH = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED;

  private UnseenPaths() {}

  static void addTo(Map<String, ReusePaths.ReusePath> paths) {
    paths.put("unseen-munmap", t -> each(t, UnseenPaths::unmapAndMap));
    paths.put("unseen-mmap-fixed", t -> each(t, UnseenPaths::mapOver));
    paths.put("unseen-mmap-fixed-one-page", t -> each(t, m -> done(UnseenCalls.call(UnseenCalls.MMAP, m + 500 * PAGE, PAGE, Libc.PROT_READ_WRITE, FRESH, -1, 0))));
    paths.put("unseen-mremap", t -> each(t, UnseenPaths::moveAway));
    paths.put("unseen-madvise", t -> each(t, m -> done(UnseenCalls.call(UnseenCalls.MADVISE, m, LENGTH, Libc.MADV_DONTNEED, 0, 0, 0))));
  }

  private interface Unseen {
    /** False if the place was somebody else's before it could be taken again: the JVM's threads map, too. */
    boolean change(long mapping) throws Throwable;
  }

  private static void each(Traffic traffic, Unseen unseen) throws Throwable {
    int taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long mapping = Libc.mmap(LENGTH); // and never unmapped: what a hook announces of one is not of another
      fillAndSend(traffic, mapping);
      if (unseen.change(mapping)) {
        fillAndSend(traffic, mapping);
      } else if (++taken == MOST_TAKEN) {
        throw new IllegalStateException(taken + " mappings were somebody else's after they were unmapped");
      } else {
        round--;
      }
    }
  }

  private static boolean unmapAndMap(long mapping) throws Throwable {
    UnseenCalls.call(UnseenCalls.MUNMAP, mapping, LENGTH, 0, 0, 0, 0);
    return mapWhereNothingIs(mapping);
  }

  private static boolean mapWhereNothingIs(long mapping) throws Throwable {
    int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED_NOREPLACE;
    return UnseenCalls.result(UnseenCalls.MMAP, mapping, LENGTH, Libc.PROT_READ_WRITE, flags, -1, 0) == mapping;
  }

  private static boolean done(long called) {
    return true; // or the call had thrown
  }

  private static boolean mapOver(long mapping) throws Throwable {
    return done(UnseenCalls.call(UnseenCalls.MMAP, mapping, LENGTH, Libc.PROT_READ_WRITE, FRESH, -1, 0));
  }

  private static boolean moveAway(long mapping) throws Throwable {
    long room = UnseenCalls.call(UnseenCalls.MMAP, 0, LENGTH, 0, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    UnseenCalls.call(UnseenCalls.MREMAP, mapping, LENGTH, LENGTH, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, room, 0);
    boolean there = mapWhereNothingIs(mapping);
    UnseenCalls.call(UnseenCalls.MUNMAP, room, LENGTH, 0, 0, 0, 0);
    return there;
  }

  private static void fillAndSend(Traffic traffic, long mapping) throws Exception {
    Traffic.at(mapping, LENGTH).fill(traffic.nextStage());
    traffic.sendTwice(mapping, LENGTH);
  }
}
