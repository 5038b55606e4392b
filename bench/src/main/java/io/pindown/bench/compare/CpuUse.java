package io.pindown.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How busy others keep the CPUs while something is measured: what the machine did, less what this process and its children did. */
final class CpuUse {
  /** Of {@code /proc/stat} and {@code /proc/self/stat} on x86-64. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int STEAL = 7;

  private final long begin = System.nanoTime();
  private final long[] machineBefore = machine();
  private final long ownBefore = own();

  CpuUse() throws IOException {}

  /** CPUs that other processes have used on average since this object was made; a little of it is the kernel's work for ours. */
  double others() throws IOException {
    return Math.max(0, (busy(machine()) - busy(machineBefore) - (own() - ownBefore)) / ticks());
  }

  /** CPUs that the hypervisor has given to other guests on average. */
  double stolen() throws IOException {
    return (machine()[STEAL] - machineBefore[STEAL]) / ticks();
  }

  private double ticks() {
    return (System.nanoTime() - begin) / 1e9 * TICKS_PER_SECOND;
  }

  /** user, nice, system, idle, waiting, interrupts, soft interrupts, steal, ... */
  private static long[] machine() throws IOException {
    String cpu = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow();
    return Arrays.stream(cpu.trim().split(" +")).skip(1).mapToLong(Long::parseLong).toArray();
  }

  private static long busy(long[] machine) {
    return machine[0] + machine[1] + machine[2] + machine[5] + machine[6];
  }

  /** Of this process and of those of its children that have ended. */
  private static long own() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Arrays.stream(afterName, 11, 15).mapToLong(Long::parseLong).sum();
  }
}
