package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the agent costs programs that use libraries of others: with it and without in turn, nothing sent, on one JDK. By hand, on a quiet
 * machine: {@code -Preal-world -Dit.test=RealWorldOverheadIT -Dit.world.rounds=9}. A measurement, so no figure is asserted.
 */
class RealWorldOverheadIT {
  private static final int ROUNDS = Integer.getInteger("it.world.rounds", 0);
  private static final String SCALE = System.getProperty("it.world.scale", "1");
  private static final String ONLY = System.getProperty("it.world.only", "");

  @Test
  void ratios() throws IOException {
    if (ROUNDS <= 0) {
      System.out.println("RealWorldOverheadIT: nothing is measured without -Dit.world.rounds");
      Assumptions.abort("nothing is measured without -Dit.world.rounds");
    }
    Jdk jdk = Jdk.preferred(25);
    StringJoiner table = new StringJoiner("\n", "", "\n")
        .add("| program on " + jdk + " | without, ms | with / without, median | least | most | rounds |")
        .add("|---|---|---|---|---|---|");
    for (RealProgram program : RealProgram.all()) {
      if (LibraryPrograms.isThere(program.library()) && (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(program.name()))) {
        table.add(row(program, jdk));
      }
    }
    Path file = Path.of("target", "it", "world", "overhead.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table.toString());
    System.out.println(table);
  }

  /** Each round is a pair, and which of both comes first alternates, so that what the machine does besides falls on both. */
  private static String row(RealProgram program, Jdk jdk) {
    double[] ratios = new double[ROUNDS];
    long[] without = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long first = millis(program, jdk, round % 2 == 0 ? null : "mode=cache");
      long second = millis(program, jdk, round % 2 == 0 ? "mode=cache" : null);
      without[round] = round % 2 == 0 ? first : second;
      ratios[round] = (double) (round % 2 == 0 ? second : first) / without[round];
    }
    Arrays.sort(ratios);
    Arrays.sort(without);
    return String.format(Locale.ROOT, "| %s | %d | %.3f | %.3f | %.3f | %d |",
        program, without[ROUNDS / 2], ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1], ROUNDS);
  }

  private static long millis(RealProgram program, Jdk jdk, String options) {
    String leg = options == null ? "measured-without" : "measured-with";
    String millis = program.on(jdk, leg, options, "outlet=off", "scale=" + SCALE).run(RealProgram.LIMIT).expectExit(0).artefact().get("millis");
    assertThat(millis).as(program + " " + leg).isNotNull();
    return Long.parseLong(millis);
  }
}
