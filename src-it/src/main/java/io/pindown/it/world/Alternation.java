package io.pindown.it.world;

import com.sun.management.OperatingSystemMXBean;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.ModeSwitch;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.StringJoiner;

/**
 * A workload again and again in one JVM, with the hooks in its classes and without them, in turn: so the two sides differ neither in how the JVM was started nor in
 * where its code happens to lie, and what is slow at the beginning is over. After each change of the mode a part is not counted, since the JVM throws
 * compiled code away then.
 */
final class Alternation {
  private static final List<String> MODES = List.of("cache", "off");
  private static final int WARMING = 20;
  private static final int SETTLING = 6;
  private static final int COUNTED = 6;

  private Alternation() {}

  /** Puts, for each mode, what each round took by the clock and of the processors, in nanoseconds, joined by commas: {@code within.MODE.wall}, {@code within.MODE.cpu}. */
  static void run(Trial trial, Trial.Workload workload, int rounds, Artefact artefact) throws Throwable {
    OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ModeSwitch mode = ModeSwitch.ofThisProcess();
    repeat(trial, workload, WARMING);
    List<StringJoiner> wall = List.of(new StringJoiner(","), new StringJoiner(","));
    List<StringJoiner> cpu = List.of(new StringJoiner(","), new StringJoiner(","));
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < 2; turn++) {
        int side = (round + turn) % 2;
        mode.to(MODES.get(side));
        repeat(trial, workload, SETTLING);
        System.gc();
        long used = process.getProcessCpuTime();
        long begin = System.nanoTime();
        repeat(trial, workload, COUNTED);
        wall.get(side).add(Long.toString(System.nanoTime() - begin));
        cpu.get(side).add(Long.toString(process.getProcessCpuTime() - used));
      }
    }
    for (int side = 0; side < 2; side++) {
      artefact.put("within." + MODES.get(side) + ".wall", wall.get(side));
      artefact.put("within." + MODES.get(side) + ".cpu", cpu.get(side));
    }
  }

  private static void repeat(Trial trial, Trial.Workload workload, int times) throws Throwable {
    for (int i = 0; i < times; i++) {
      workload.run(trial);
    }
  }
}
