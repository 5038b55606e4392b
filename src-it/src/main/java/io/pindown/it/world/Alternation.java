package io.pindown.it.world;

import com.sun.management.OperatingSystemMXBean;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.ModeSwitch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * A workload again and again in one JVM, with the hooks in its classes and without them, in turn: so the two sides differ neither in how the JVM was started nor in
 * where its code happens to lie, and what is slow at the beginning is over. After each change of the mode a part is not counted, since the JVM throws
 * compiled code away then. By the clock the median of some runs is taken, since what a guest of a busy machine is kept
 * waiting for falls on few of them, as does a collection of garbage; of the processors all that they took, which the JDK tells in steps of 10 ms.
 */
final class Alternation {
  private static final List<String> MODES = List.of("cache", "off");
  private static final int WARMING = 60;
  private static final int SETTLING = 20;
  private static final int COUNTED = 21;

  private final Trial trial;
  private final Trial.Workload workload;
  private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  Alternation(Trial trial, Trial.Workload workload) {
    this.trial = trial;
    this.workload = workload;
  }

  /** Puts, for each mode, what a run took in each round by the clock and of the processors, in nanoseconds, joined by commas: {@code within.MODE.wall}, {@code within.MODE.cpu}. */
  void run(int rounds, Artefact artefact) throws Throwable {
    ModeSwitch mode = ModeSwitch.ofThisProcess();
    run(WARMING);
    StringJoiner[][] taken = {{new StringJoiner(","), new StringJoiner(",")}, {new StringJoiner(","), new StringJoiner(",")}};
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < 2; turn++) {
        int side = (round + turn) % 2;
        mode.to(MODES.get(side));
        run(SETTLING);
        long[][] each = run(COUNTED);
        Arrays.sort(each[0]);
        taken[side][0].add(Long.toString(each[0][COUNTED / 2]));
        taken[side][1].add(Long.toString(Arrays.stream(each[1]).sum() / COUNTED));
      }
    }
    for (int side = 0; side < 2; side++) {
      artefact.put("within." + MODES.get(side) + ".wall", taken[side][0]);
      artefact.put("within." + MODES.get(side) + ".cpu", taken[side][1]);
    }
  }

  /** What each run took by the clock, and of the processors. */
  private long[][] run(int times) throws Throwable {
    long[][] taken = new long[2][times];
    for (int i = 0; i < times; i++) {
      long used = process.getProcessCpuTime();
      long begin = System.nanoTime();
      workload.run(trial);
      taken[0][i] = System.nanoTime() - begin;
      taken[1][i] = process.getProcessCpuTime() - used;
    }
    return taken;
  }
}
