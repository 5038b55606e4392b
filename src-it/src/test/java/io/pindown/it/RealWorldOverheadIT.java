package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the agent costs programs that use libraries of others and register nothing: without it and with it in turn, on one JDK, in each mode
 * of {@code -Dit.world.modes}; or at the same time, by {@code -Dit.world.together=true}; or in one JVM with its hooks in and out, by {@code -Dit.world.within=true}. By hand, on a quiet machine: {@code -Preal-world -Dit.test=RealWorldOverheadIT -Dit.world.rounds=9}. A
 * measurement, so no figure is asserted.
 */
class RealWorldOverheadIT {
  private static final int ROUNDS = Integer.getInteger("it.world.rounds", 0);
  private static final String SCALE = System.getProperty("it.world.scale", "1");
  private static final String ONLY = System.getProperty("it.world.only", "");
  /** Whether the sides of a round run at the same time, rather than in turn. */
  private static final boolean TOGETHER = Boolean.getBoolean("it.world.together");
  /** Whether the sides are one JVM with its hooks in and out in turn, rather than two. */
  private static final boolean WITHIN = Boolean.getBoolean("it.world.within");
  private static final List<String> MODES = List.of(System.getProperty("it.world.modes", "cache").split(","));

  /** What one run took, by the clock and of the processors, in ms; and how much the hooks told. */
  private record Taken(double wall, double cpu, double events) {}

  @Test
  void ratios() throws IOException {
    if (ROUNDS <= 0) {
      System.out.println("RealWorldOverheadIT: nothing is measured without -Dit.world.rounds");
      Assumptions.abort("nothing is measured without -Dit.world.rounds");
    }
    Jdk jdk = Jdk.preferred(25);
    StringJoiner table = new StringJoiner("\n", "", "\n")
        .add("With / without: median [95 % interval of the median] (quartiles), " + ROUNDS + " rounds, " + jdk)
        .add("")
        .add("| program | mode | without, ms | time | processor time | events in a processor second |")
        .add("|---|---|---|---|---|---|");
    for (RealProgram program : RealProgram.all()) {
      if (LibraryPrograms.isThere(program.library()) && (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(program.name()))) {
        if (WITHIN) {
          addRowWithin(table, program, jdk);
        } else if (TOGETHER) {
          addRowsOfPairs(table, program, jdk);
        } else {
          addRows(table, program, jdk);
        }
      }
    }
    Path file = Path.of("target", "it", "world", "overhead.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table.toString());
    System.out.println(table);
  }

  /** In each round every side runs once, and the next round begins with another, so that what the machine does besides falls on all. */
  private static void addRows(StringJoiner table, RealProgram program, Jdk jdk) {
    int sides = MODES.size() + 1;
    Taken[][] taken = new Taken[sides][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int turn = 0; turn < sides; turn++) {
        int side = (round + turn) % sides;
        taken[side][round] = run(program, jdk, side == 0 ? null : MODES.get(side - 1));
      }
    }
    for (int side = 1; side < sides; side++) {
      addRow(table, program, MODES.get(side - 1), taken[side], taken[0]);
    }
  }

  /**
   * In each round both sides run at the same time, on a processor each, and then once more with the processors exchanged: so what slows the machine down slows
   * both, what one processor has to do besides falls on both, and what is left is by how much two JVMs differ that compile the same program at other moments.
   */
  private static void addRowsOfPairs(StringJoiner table, RealProgram program, Jdk jdk) {
    for (String mode : MODES) {
      Taken[] with = new Taken[ROUNDS];
      Taken[] without = new Taken[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        for (String processor : List.of("0", "1")) {
          CompletableFuture<Taken> beside = CompletableFuture.supplyAsync(() -> run(program, jdk, mode, "taskset", "-c", processor));
          without[round] = mean(without[round], run(program, jdk, null, "taskset", "-c", processor.equals("0") ? "1" : "0"));
          with[round] = mean(with[round], beside.join());
        }
      }
      addRow(table, program, mode, with, without);
    }
  }

  /** The rounds are those of one JVM, the figures those of some runs of the workload in each. */
  private static void addRowWithin(StringJoiner table, RealProgram program, Jdk jdk) {
    Map<String, String> artefact = program.on(jdk, "measured-within", "mode=cache", "outlet=off", "cpu=on", "scale=" + SCALE, "within=" + ROUNDS)
        .run(RealProgram.LIMIT.plusMinutes(5L * ROUNDS)).expectExit(0).artefact();
    addRow(table, program, "cache, after off", within(artefact, "cache"), within(artefact, "off"));
  }

  private static Taken[] within(Map<String, String> artefact, String mode) {
    String[] wall = artefact.get("within." + mode + ".wall").split(",");
    String[] cpu = artefact.get("within." + mode + ".cpu").split(",");
    return IntStream.range(0, ROUNDS).mapToObj(i -> new Taken(Double.parseDouble(wall[i]) / 1e6, Double.parseDouble(cpu[i]) / 1e6, 0)).toArray(Taken[]::new);
  }

  /** The geometric mean of both, so that their ratios have it, too. */
  private static Taken mean(Taken one, Taken other) {
    return one == null ? other : new Taken(Math.sqrt(one.wall() * other.wall()), Math.sqrt(one.cpu() * other.cpu()), Math.sqrt(one.events() * other.events()));
  }

  private static void addRow(StringJoiner table, RealProgram program, String mode, Taken[] with, Taken[] without) {
    table.add("| %s | %s | %.0f | %s | %s | %.0f |".formatted(program, mode, sorted(without, without, (one, same) -> one.wall())[ROUNDS / 2],
        spread(sorted(with, without, (one, other) -> one.wall() / other.wall())), spread(sorted(with, without, (one, other) -> one.cpu() / other.cpu())),
        sorted(with, without, (one, other) -> one.events() * 1000 / one.cpu())[ROUNDS / 2]));
  }

  private static double[] sorted(Taken[] with, Taken[] without, ToDoubleBiFunction<Taken, Taken> value) {
    return IntStream.range(0, with.length).mapToDouble(i -> value.applyAsDouble(with[i], without[i])).sorted().toArray();
  }

  /** The interval is that of the sign test: order statistics, half of 1.96 roots of the rounds away from the middle. */
  private static String spread(double[] sorted) {
    int rounds = sorted.length;
    int away = (int) Math.ceil(0.98 * Math.sqrt(rounds));
    int low = Math.max(0, rounds / 2 - away);
    int high = Math.min(rounds - 1, (rounds - 1) / 2 + away);
    return String.format(Locale.ROOT, "%.3f [%.3f .. %.3f] (%.3f, %.3f)", sorted[rounds / 2], sorted[low], sorted[high], sorted[rounds / 4], sorted[3 * rounds / 4]);
  }

  private static Taken run(RealProgram program, Jdk jdk, String mode, String... launcher) {
    String leg = mode == null ? "measured-without" : "measured-with-" + mode;
    Map<String, String> artefact = program.on(jdk, leg, mode == null ? null : "mode=" + mode, "outlet=off", "cpu=on", "scale=" + SCALE).by(launcher)
        .run(RealProgram.LIMIT).expectExit(0).artefact();
    return new Taken(number(artefact, "millis", leg), number(artefact, "cpuMillis", leg), number(artefact, "events", leg));
  }

  private static double number(Map<String, String> artefact, String key, String leg) {
    assertThat(artefact.get(key)).as(key + " of " + leg).isNotNull();
    return Double.parseDouble(artefact.get(key));
  }
}
