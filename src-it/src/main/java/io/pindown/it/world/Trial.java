package io.pindown.it.world;

import com.sun.management.OperatingSystemMXBean;
import io.pindown.it.app.Artefact;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One run of a library: arguments {@code key=value}, an {@link Outlet} for its buffers, and results that must be the same whoever runs
 * it. Any thread may use it.
 */
public final class Trial {
  /** What is done with the library. */
  @FunctionalInterface
  public interface Workload {
    void run(Trial trial) throws Throwable;
  }

  private static volatile Object kept;

  private final Map<String, String> arguments;
  private final Artefact artefact = new Artefact();
  private final Outlet outlet;

  private Trial(String[] arguments) {
    this.arguments =
        Arrays.stream(arguments).map(argument -> argument.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    outlet = new Outlet(this.arguments.getOrDefault("outlet", "cache"));
  }

  /** Runs the workload, writes what there is to compare, and ends the JVM, since libraries leave threads behind. */
  public static void run(String[] arguments, Workload workload) {
    Trial trial = new Trial(arguments);
    int exit = 0;
    OperatingSystemMXBean process = trial.text("cpu", "off").equals("on") ? (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean() : null;
    long usedBefore = process == null ? 0 : process.getProcessCpuTime();
    long begin = System.nanoTime();
    try {
      int rounds = trial.count("within", 0);
      if (rounds > 0) {
        new Alternation(trial, workload).run(rounds, trial.artefact);
      } else {
        workload.run(trial);
      }
      trial.artefact.put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      if (process != null) {
        trial.artefact.put("cpuMillis", TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime() - usedBefore));
        trial.artefact.put("events", Arrays.stream(EventKind.values()).mapToLong(AddressSpace.process()::eventCount).sum());
      }
    } catch (Throwable e) {
      trial.artefact.failure("failure", e);
      exit = 1;
    }
    trial.outlet.writeTo(trial.artefact);
    trial.artefact.write();
    // the outlet is not closed: what mode=verify compares last is what is registered when the JVM ends
    System.exit(exit);
  }

  /** Has an object, and its memory, live as long as the JVM, in place of the one kept before. */
  public void keep(Object object) {
    kept = object;
  }

  public Outlet outlet() {
    return outlet;
  }

  public String text(String key, String otherwise) {
    return arguments.getOrDefault(key, otherwise);
  }

  /** A number that the test may make larger: {@code otherwise} times the argument {@code scale}, or the argument of this name. */
  public int count(String key, int otherwise) {
    String given = arguments.get(key);
    return given != null ? Integer.parseInt(given) : otherwise * Integer.parseInt(arguments.getOrDefault("scale", "1"));
  }

  public long seed() {
    return Long.parseLong(arguments.getOrDefault("seed", "1"));
  }

  /** A result that a run without the agent must have, too. */
  public void result(String key, Object value) {
    artefact.put("result." + key, value);
  }

  /** What may differ from run to run. */
  public void note(String key, Object value) {
    artefact.put("note." + key, value);
  }
}
