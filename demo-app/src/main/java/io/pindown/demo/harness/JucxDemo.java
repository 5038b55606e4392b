package io.pindown.demo.harness;

import io.pindown.demo.measure.JucxBytes;
import io.pindown.demo.measure.JucxFindings;
import io.pindown.demo.measure.Size;
import io.pindown.demo.measure.Spread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same program, which uses jucx, in a process without the agent and in one with it; rounds in turn. */
final class JucxDemo {
  private static final long[] SIZES = {4 * Size.KIB, Size.MIB, 64 * Size.MIB};
  private static final int WARM_UP_ROUNDS = 5;
  private static final Map<String, Integer> TIMES = Map.of(JucxFindings.PLAIN, 5_000, JucxFindings.AGENT, 500_000);
  /** Transports that every machine has; UCX keeps its hands off the JVM's signals. */
  private static final Map<String, String> UCX = Map.of("UCX_TLS", "tcp,self,sm", "UCX_ERROR_SIGNALS", "");
  private static final List<String> FOLDERS = List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib");

  private final Path agent;
  private final int rounds;
  private final Progress progress;

  /** The demonstration; without an agent, null, its way is left out. */
  JucxDemo(Path agent, int rounds, Progress progress) {
    this.agent = agent;
    this.rounds = rounds;
    this.progress = progress;
  }

  static Optional<String> objection() {
    return FOLDERS.stream().anyMatch(folder -> Files.exists(Path.of(folder, "libucp.so.0")))
        ? Optional.empty()
        : Optional.of("UCX is not installed, no libucp.so.0 in " + FOLDERS + " (Debian: apt-get install libucx0)");
  }

  JucxFindings run() {
    Map<String, ChildJvm> ways = new LinkedHashMap<>();
    try {
      ways.put(JucxFindings.PLAIN, ChildJvm.start("jucx", null, List.of(), UCX, JucxProcess.class.getName()));
      if (agent != null) {
        ways.put(JucxFindings.AGENT, ChildJvm.start("jucx with the agent", agent, List.of(), UCX, JucxProcess.class.getName()));
      }
      progress.begin("jucx: bytes", ways.size());
      Map<String, JucxBytes> bytes = new LinkedHashMap<>();
      ways.forEach((way, process) -> {
        bytes.put(way, Json.parse(process.ask("bytes", () -> { }), JucxBytes.class));
        progress.step();
      });
      Map<String, Map<String, Spread>> nanos = new LinkedHashMap<>();
      for (long size : SIZES) {
        nanos.put(Size.key(size), measure(size, ways));
      }
      return new JucxFindings(bytes, nanos);
    } finally {
      ways.values().forEach(ChildJvm::close);
    }
  }

  private Map<String, Spread> measure(long size, Map<String, ChildJvm> ways) {
    progress.begin("jucx: register and deregister " + Size.label(size), (WARM_UP_ROUNDS + rounds) * ways.size());
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      for (Map.Entry<String, ChildJvm> way : ways.entrySet()) {
        double nanos = Double.parseDouble(way.getValue().ask("round " + size + " " + TIMES.get(way.getKey()), () -> { }));
        if (round >= WARM_UP_ROUNDS) {
          all.computeIfAbsent(way.getKey(), first -> new ArrayList<>()).add(nanos);
        }
        progress.step();
      }
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    all.forEach((way, values) -> spreads.put(way, Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray())));
    return spreads;
  }
}
