package io.pindown.demo.harness;

import io.pindown.demo.measure.Size;
import java.util.List;
import java.util.Map;

/**
 * How much the demonstrations do.
 *
 * @param generations how many buffers of each kind of memory follow each other, at least 2
 * @param sends how often each buffer is sent before it is freed, at least 2 so that there is something to hit
 * @param fileLength bytes of each mapped file: any size goes stale
 * @param bufferLength bytes of each direct buffer and arena: above 32 MiB, below which glibc gives the same pages again unless it is told
 *     otherwise
 * @param sizes message sizes of the speed runs, in bytes
 * @param rounds measured rounds of each size and way, at least 1
 * @param warmUpRounds rounds before those that are not counted
 * @param secondsPerSize no further round of a size begins after so many seconds, once there are five: a busy machine does fewer
 * @param roundBytes bytes of a round, whatever the size of its messages
 */
public record WorkloadPlan(
    int generations,
    int sends,
    long fileLength,
    int bufferLength,
    List<Long> sizes,
    int rounds,
    int warmUpRounds,
    int secondsPerSize,
    long roundBytes) {

  /** Slots in the block that speed runs send from. */
  public static final int SLOTS = 4;

  private static final List<Long> SIZES = List.of(64 * Size.KIB, Size.MIB, 16 * Size.MIB);
  private static final List<Long> SMALL_SIZES = List.of(4 * Size.KIB, 64 * Size.KIB, Size.MIB);
  private static final long MOST_FROM_HEAP = 32 * Size.MIB;

  /**
   * The usual amount, about a minute on two processors; or, quick, about a quarter of it.
   *
   * @param emulated whether each byte takes long: smaller messages, fewer of them
   */
  public static WorkloadPlan of(int rounds, boolean quick, boolean emulated) {
    if (rounds < 1 || rounds > 1000) {
      throw new IllegalArgumentException(rounds + " rounds: 1 to 1000 are allowed");
    }
    if (emulated) {
      int generations = quick ? 3 : 8;
      return new WorkloadPlan(generations, 3, 256 * Size.KIB, (int) (640 * Size.KIB), SMALL_SIZES, rounds, 1, quick ? 2 : 30, Size.MIB);
    }
    return quick
        ? new WorkloadPlan(4, 3, 16 * Size.MIB, (int) (40 * Size.MIB), SIZES, rounds, 1, 4, 32 * Size.MIB)
        : new WorkloadPlan(8, 3, 16 * Size.MIB, (int) (40 * Size.MIB), SIZES, rounds, 3, 16, 64 * Size.MIB);
  }

  /** What senders need in their environment: that glibc maps blocks of these lengths one by one, if it would not do so anyway. */
  Map<String, String> environment() {
    return bufferLength > MOST_FROM_HEAP ? Map.of() : Map.of("MALLOC_MMAP_THRESHOLD_", Long.toString(128 * Size.KIB));
  }

  /** What JVMs need besides: where blocks are small since each step takes long, the compiler that is soon done. */
  List<String> flags() {
    return bufferLength > MOST_FROM_HEAP ? List.of() : List.of("-XX:TieredStopAtLevel=1");
  }

  /** Messages of one stale run. */
  int staleMessages() {
    return 3 * generations * sends;
  }

  /** Messages of one speed round. */
  static int messages(long roundBytes, long size) {
    return (int) Math.max(SLOTS, roundBytes / size);
  }

  /** Memory that must be lockable for all this, in bytes, with room for the rings themselves. */
  long pinnedBytes() {
    return Math.max(3L * bufferLength, (SLOTS + 1) * sizes.getLast());
  }
}
