package io.pindown.bench.scaling;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;

/** What was measured on one thread, by name, in a properties file: {@link OneThread} writes it, predictions read it. */
final class CostFile {
  private final TreeMap<String, Double> values = new TreeMap<>();
  private final String name;

  CostFile(String name) {
    this.name = name;
  }

  static CostFile read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    CostFile costs = new CostFile(file.toString());
    for (String key : properties.stringPropertyNames()) {
      String value = properties.getProperty(key);
      try {
        costs.put(key, Double.parseDouble(value));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(file + ": " + key + " is \"" + value + "\", which is no number", e);
      }
    }
    return costs;
  }

  /** The file that the first argument names, with what the others say instead: {@code name=value}. */
  static CostFile read(String[] args) throws IOException {
    CostFile costs = read(Path.of(args[0]));
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      if (equals < 0 || !costs.values.containsKey(args[i].substring(0, equals))) {
        throw new IllegalArgumentException("\"" + args[i] + "\": must be NAME=VALUE with one of the names " + costs.values.keySet());
      }
      costs.put(args[i].substring(0, equals), Double.parseDouble(args[i].substring(equals + 1)));
    }
    return costs;
  }

  void write(Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      for (var e : values.entrySet()) {
        writer.write(e.getKey() + "=" + e.getValue() + "\n");
      }
    }
  }

  void put(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": " + key + " is " + value + ", must be 0 or more and finite");
    }
    values.put(key, value);
  }

  double get(String key) {
    Double value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(name + " has no " + key + "; it has " + values.keySet());
    }
    return value;
  }

  /** The numbers of registrations that there are hits for, from the fewest on, 1 and 1,000 not among them. */
  int[] populations() {
    return values.keySet().stream()
        .filter(key -> key.startsWith("miss."))
        .mapToInt(key -> Integer.parseInt(key.substring("miss.".length())))
        .sorted()
        .toArray();
  }

  Costs machine() {
    return new Costs(
        get("machine.atomic"),
        get("machine.complex"),
        get("assumed.socket"),
        get("assumed.remote"),
        get("machine.hold"),
        get("machine.local"),
        get("assumed.far"),
        get("machine.unpark"),
        get("machine.wake"));
  }
}
