package io.pindown.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.pindown.bench.Footprint;
import io.pindown.bench.StormGrowth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What registrations take of memory, and what a storm of events adds to it. */
final class MemoryRow {
  private static final String REGISTRATIONS = "100000";

  private final Forks forks;
  private final Figures figures;
  private final Jdk jdk;
  private final Ucx ucx;

  /**
   * @param ucx null if it is not there
   */
  MemoryRow(Forks forks, Figures figures, Jdk jdk, Ucx ucx) {
    this.forks = forks;
    this.figures = figures;
    this.jdk = jdk;
    this.ucx = ucx;
  }

  void measure() throws IOException, InterruptedException {
    JsonNode footprint = run(Footprint.class, "3g", REGISTRATIONS);
    figures.add("bytesPerRegistration", footprint.get("bytesEach").asDouble());
    JsonNode growth = run(StormGrowth.class, "1g");
    figures.add("storm.growthBytes", growth.get("allocatedBytes").asDouble() + growth.get("heapBytes").asDouble());
    figures.add("storm.outsideHeapBytes", growth.get("outsideHeapBytes").asDouble());
    if (ucx != null) {
      figures.add("bytesPerRegistration.ucx", ucx.run("memory", Integer.parseInt(REGISTRATIONS)).get("memory"));
    }
  }

  /** With a heap that is resident from the start; the last line counts, those before it are rehearsals. */
  private JsonNode run(Class<?> program, String heap, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString(), "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch"));
    Collections.addAll(command, "-Xms" + heap, "-Xmx" + heap, "-cp", System.getProperty("java.class.path"), program.getName());
    Collections.addAll(command, arguments);
    List<JsonNode> lines = forks.lines(program.getSimpleName(), command);
    return lines.get(lines.size() - 1);
  }
}
