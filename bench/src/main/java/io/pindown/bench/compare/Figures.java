package io.pindown.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, by name and in the order in which the names first came, each with a sample for each round; and what was not. */
final class Figures {
  /** The names that {@code --json} writes at the top; further ones come under "also". */
  static final List<String> NAMES =
      List.of(
          "hit.one.ours",
          "hit.one.ucx",
          "hit.one.ratio",
          "hit.two.self",
          "hit.two.ratio",
          "hit.hundredThousandSparse.ratio",
          "hit.million.ratio",
          "storm.self",
          "event.unwatched.ns",
          "event.oneOfHundredThousand.ns",
          "pair64.ratio.17",
          "pair64.ratio.25",
          "watch.ns",
          "bytesPerRegistration",
          "storm.growthBytes");

  /** Those of them that need the native side. */
  static final List<String> UCX_NAMES =
      List.of("hit.one.ucx", "hit.one.ratio", "hit.two.ratio", "hit.hundredThousandSparse.ratio", "hit.million.ratio");

  private final Map<String, List<Double>> samples = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  void add(String name, double sample) {
    if (!Double.isFinite(sample) || sample < 0) {
      throw new IllegalArgumentException(name + " is " + sample + "; a figure must be a number, 0 or above");
    }
    samples.computeIfAbsent(name, n -> new ArrayList<>()).add(sample);
  }

  /** Says why a figure is not there. */
  void leaveOut(String name, String reason) {
    leftOut.put(name, reason);
  }

  Map<String, Spread> spreads() {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    NAMES.stream().filter(samples::containsKey).forEach(name -> spreads.put(name, Spread.of(samples.get(name))));
    samples.forEach((name, values) -> spreads.putIfAbsent(name, Spread.of(values)));
    return spreads;
  }

  Map<String, String> leftOut() {
    return leftOut;
  }

  /** All figures for people. */
  String table() {
    StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%-36s %10s %10s %10s%n", "", "median", "min", "max"));
    spreads().forEach((name, s) -> table.append(row(name, s)));
    leftOut.forEach((name, reason) -> table.append(String.format(Locale.ROOT, "%-36s left out: %s%n", name, reason)));
    return table.toString();
  }

  private static String row(String name, Spread s) {
    return String.format(Locale.ROOT, "%-36s %10.2f %10.2f %10.2f %s%n", name, s.median(), s.min(), s.max(), unit(name));
  }

  private static String unit(String name) {
    if (name.contains(".ratio") || name.endsWith(".self") || name.endsWith(".timesFloor")) {
      return "x";
    }
    return name.toLowerCase(Locale.ROOT).contains("bytes") ? "bytes" : "ns";
  }
}
