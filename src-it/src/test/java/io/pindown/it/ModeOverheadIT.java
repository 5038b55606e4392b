package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the hooks cost programs that use libraries of others and register nothing: in one JVM, with the hooks in and with them out in turn, so that what
 * differs between one JVM and the next, which is more than what is to be measured, falls on both. After each change one slice is run that does not count.
 * By hand, on a quiet machine: {@code -Preal-world -Dit.test=ModeOverheadIT -Dit.world.pairs=40}. A measurement, so no figure is asserted.
 */
class ModeOverheadIT {
  private static final int PAIRS = Integer.getInteger("it.world.pairs", 0);
  private static final String RUNS = System.getProperty("it.world.runs", "4");
  private static final List<String> ONLY = List.of(System.getProperty("it.world.only", "netty-4.2-http-nio,lucene-10").split(","));
  private static final int SLICES_IN_PAIR = 4;

  @Test
  void ratios() throws IOException {
    if (PAIRS <= 0) {
      System.out.println("ModeOverheadIT: nothing is measured without -Dit.world.pairs");
      Assumptions.abort("nothing is measured without -Dit.world.pairs");
    }
    Jdk jdk = Jdk.preferred(25);
    StringJoiner table = new StringJoiner("\n", "", "\n")
        .add("mode=cache / mode=off in one JVM: median [95 % interval of the median] (quartiles), " + PAIRS + " pairs, " + jdk)
        .add("")
        .add("| program | off, processor ms | processor time | time |")
        .add("|---|---|---|---|");
    for (RealProgram program : RealProgram.all()) {
      if (ONLY.contains(program.name()) && LibraryPrograms.isThere(program.library())) {
        Map<String, String> artefact = measured(program, jdk);
        double[] off = sorted(pair -> number(artefact, "cpuMillis", slice(pair, false)));
        table.add("| %s | %.0f | %s | %s |".formatted(program, off[PAIRS / 2], ratio(artefact, "cpuMillis"), ratio(artefact, "millis")));
      }
    }
    Path file = Path.of("target", "it", "world", "mode-overhead.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table.toString());
    System.out.println(table);
  }

  /** Four slices in a pair: after a change of mode one that does not count and one that does, and the same after the change back; every other pair begins with off. */
  private static Map<String, String> measured(RealProgram program, Jdk jdk) throws IOException {
    JvmBuilder builder = program.on(jdk, "modes", null, "outlet=off", "cpu=on", "runs=" + RUNS, "slices=" + PAIRS * SLICES_IN_PAIR).flags("-XX:+EnableDynamicAgentLoading");
    try (ControlledJvm jvm = ControlledJvm.start(builder, "slice-0")) {
      AgentCommand.run(jdk, "attach", jvm.pid()).expect(0);
      for (int pair = 0; pair < PAIRS; pair++) {
        for (int side = 0; side < 2; side++) {
          AgentCommand.run(jdk, "mode", jvm.pid(), hooksAreIn(pair, side) ? "cache" : "off").expect(0);
          int first = pair * SLICES_IN_PAIR + 2 * side;
          for (int slice = first; slice < first + 2; slice++) {
            jvm.goOn("slice-" + slice);
            if (slice + 1 < PAIRS * SLICES_IN_PAIR) {
              jvm.awaitReady("slice-" + (slice + 1));
            }
          }
        }
      }
      return jvm.await().expectExit(0).artefact();
    }
  }

  private static boolean hooksAreIn(int pair, int side) {
    return pair % 2 == side;
  }

  /** The slice that counts. */
  private static int slice(int pair, boolean hooks) {
    return pair * SLICES_IN_PAIR + 1 + (hooksAreIn(pair, 0) == hooks ? 0 : 2);
  }

  private static String ratio(Map<String, String> artefact, String key) {
    return RealWorldOverheadIT.spread(sorted(pair -> number(artefact, key, slice(pair, true)) / number(artefact, key, slice(pair, false))));
  }

  private static double[] sorted(Function<Integer, Double> value) {
    return IntStream.range(0, PAIRS).mapToDouble(value::apply).sorted().toArray();
  }

  private static double number(Map<String, String> artefact, String key, int slice) {
    return Double.parseDouble(artefact.get(key + ".slice-" + slice));
  }
}
