package io.pindown.demo.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where the figures were taken.
 *
 * @param kernel operating system's name and release
 * @param jdk Java vendor and version
 * @param processor model name, "unknown" where the system does not say
 * @param processors processors available to this JVM
 * @param time when, ISO-8601, UTC, to the second
 * @param device what messages were sent by
 * @param agent file name of the agent's jar, "none" without
 */
public record Environment(String kernel, String jdk, String processor, int processors, String time, Device device, String agent) {
  /** This machine, now; {@code agent} may be null. */
  public static Environment here(Device device, Path agent) {
    return new Environment(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        device,
        agent == null ? "none" : agent.getFileName().toString());
  }

  private static String processorModel() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst().orElse("unknown");
    } catch (IOException unreadable) {
      return "unknown";
    }
  }
}
