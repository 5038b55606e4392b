package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.fuzz.Mutations;
import io.pindown.agent.library.LibraryHook;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Options, from wherever they come, against another reading of the table in README.md: what is accepted means what the table says, and all else is refused by a line
 * that says what is allowed.
 */
class OptionsFuzzTest {
  private static final Map<String, String> ALLOWED = Map.ofEntries(
      Map.entry("mode", "observe|cache|verify|off"),
      Map.entry("log", "off|error|info|debug"),
      Map.entry("max-bytes", "SIZE1"),
      Map.entry("max-registrations", "SIZE1"),
      Map.entry("widen-limit", "SIZE0"),
      Map.entry("memlock", "auto|SIZE1"),
      Map.entry("monitor-mappings", "auto|SIZE0"),
      Map.entry("adapters", "all|none|ADAPTER(\\+ADAPTER)*"),
      Map.entry("lease-sites", "true|false"),
      Map.entry("on-free", "invalidate|exact"),
      Map.entry("monitor", "off|kernel"),
      Map.entry("cost", "io_uring|COST"),
      Map.entry("report", "(?s).+"),
      Map.entry("verify-report", "(?s).+"));
  private static final String ADAPTER = "(uring|jucx|disni|netty|chronicle|jna|lwjgl|lwjgl-libc)";
  private static final List<String> VALID = List.of(
      "mode=cache", "mode=observe,log=info", "max-bytes=3m,max-registrations=12,widen-limit=0,memlock=64k", "adapters=uring+jucx", "lease-sites=true,on-free=exact",
      "monitor=kernel,monitor-mappings=1009", "cost=1500+90.5", "report=there.html,verify-report=there.json", "memlock=auto,mode=off", " mode = verify , mode=off ");
  private static final String[] WORDS = {
    "mode", "log", "max-bytes", "max-registrations", "widen-limit", "memlock", "adapters", "hooks", "lease-sites", "on-free", "monitor", "monitor-mappings", "cost", "report",
    "verify-report", "config", "=", "=", "=", ",", ",", "+", "cache", "observe", "off", "auto", "none", "all", "uring", "lwjgl-libc", "true", "exact", "kernel", "io_uring",
    "1", "7k", "7K", "2g", "1t", "-1", "0", "1+2", "1.5+0", ".", " ", "frobnicate"
  };

  @TempDir private Path folder;

  private static boolean isAllowed(String key, String value) {
    String form = ALLOWED.get(key);
    if (form == null) {
      return false;
    }
    if (form.contains("COST")) {
      return value.equals("io_uring") || isCost(value);
    }
    if (form.contains("SIZE")) {
      return form.startsWith("auto|") && value.equals("auto") || isSize(value, form.endsWith("1") ? 1 : 0);
    }
    return value.matches(form.replace("ADAPTER", ADAPTER));
  }

  private static boolean isSize(String value, int least) {
    return value.matches("[0-9]{1,9999}[kmgKMG]?") && size(value).compareTo(BigInteger.valueOf(Long.MAX_VALUE)) <= 0 && size(value).compareTo(BigInteger.valueOf(least)) >= 0;
  }

  private static BigInteger size(String value) {
    int unit = "kmg".indexOf(value.toLowerCase(Locale.ROOT).charAt(value.length() - 1)) + 1;
    return new BigInteger(unit == 0 ? value : value.substring(0, value.length() - 1)).shiftLeft(10 * unit);
  }

  private static boolean isCost(String value) {
    String number = "[0-9]{1,30}|(?=.{1,30}$)[0-9]+\\.[0-9]+";
    String[] both = value.split("\\+", -1);
    return both.length == 2 && both[0].matches(number) && both[1].matches(number) && Double.parseDouble(both[0]) <= 1e12 && Double.parseDouble(both[1]) <= 1e12;
  }

  /** By key; null if any is not allowed, but for config and hooks, which are others' to look at. */
  private static Map<String, String> reference(String list) {
    Map<String, String> values = new HashMap<>();
    if (list.isEmpty()) {
      return values;
    }
    for (String pair : list.split(",", -1)) {
      int equals = pair.trim().indexOf('=');
      if (equals <= 0) {
        return null;
      }
      values.putIfAbsent(pair.trim().substring(0, equals).trim(), pair.trim().substring(equals + 1).trim());
    }
    return values;
  }

  private static boolean isAllowed(Map<String, String> values) {
    return values != null && values.entrySet().stream().allMatch(each -> isAllowed(each.getKey(), each.getValue()));
  }

  private static void assertAsAsked(AgentOptions options, Map<String, String> asked) {
    assertThat(options.mode().name().toLowerCase(Locale.ROOT)).isEqualTo(asked.getOrDefault("mode", "cache"));
    assertThat(options.log().name().toLowerCase(Locale.ROOT)).isEqualTo(asked.getOrDefault("log", "error"));
    assertThat(options.maxBytes()).isEqualTo(bytes(asked, "max-bytes"));
    assertThat(options.maxRegistrations()).isEqualTo(bytes(asked, "max-registrations"));
    assertThat(options.widenLimit()).isEqualTo(bytes(asked, "widen-limit"));
    assertThat(options.memlock()).isEqualTo(bytes(asked, "memlock"));
    assertThat(options.monitorMappings()).isEqualTo(bytes(asked, "monitor-mappings"));
    assertThat(options.leaseSites()).isEqualTo("true".equals(asked.get("lease-sites")));
    assertThat(options.keepFreed()).isEqualTo("exact".equals(asked.get("on-free")));
    assertThat(options.monitor().name().toLowerCase(Locale.ROOT)).isEqualTo(asked.getOrDefault("monitor", "off"));
    assertThat(options.report()).isEqualTo(asked.get("report"));
    assertThat(options.verifyReport()).isEqualTo(asked.get("verify-report"));
    String cost = asked.getOrDefault("cost", "io_uring");
    assertThat(options.cost() == null).isEqualTo(cost.equals("io_uring"));
    if (options.cost() != null) {
      assertThat(options.cost().nanos()).isEqualTo(Double.parseDouble(cost.split("\\+")[0]));
      assertThat(options.cost().nanosAPage()).isEqualTo(Double.parseDouble(cost.split("\\+")[1]));
    }
    String adapters = asked.getOrDefault("adapters", "all");
    assertThat(options.adapters()).isEqualTo(adapters.equals("all") ? null : adapters.equals("none") ? Set.of() : new HashSet<>(List.of(adapters.split("\\+"))));
    assertThat(options.hooks()).isEqualTo(List.<LibraryHook>of());
  }

  private static long bytes(Map<String, String> asked, String key) {
    String value = asked.getOrDefault(key, "auto");
    return value.equals("auto") ? -1 : size(value).longValueExact();
  }

  private interface Reading {
    AgentOptions read() throws OptionException;
  }

  /** 1 if it was accepted, as it should be; 0 if it was refused, as it should be. */
  private static int check(Map<String, String> asked, String input, Reading reading) {
    boolean allowed = isAllowed(asked);
    try {
      AgentOptions options = reading.read();
      assertThat(allowed).as("accepted: %s", input).isTrue();
      assertAsAsked(options, asked);
      return 1;
    } catch (OptionException e) {
      assertThat(allowed).as("%s refused: %s", input, e.getMessage()).isFalse();
      Mutations.assertReadable(e.getMessage(), input);
      assertThat(e.getMessage()).containsAnyOf("allowed", "keys: ");
      return 0;
    }
  }

  @Test
  void lists() {
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1), VALID, WORDS);
    int inputs = Mutations.inputs(100_000);
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      String input = mutations.text();
      Map<String, String> asked = reference(input);
      if (asked != null && (asked.containsKey("config") || asked.containsKey("hooks"))) {
        asked = null; // no such files
      }
      accepted += check(asked, input, () -> i(input));
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }

  private static AgentOptions i(String argument) throws OptionException {
    return OptionSources.read(argument, new Properties(), null);
  }

  /** System properties and the variable, with what comes first winning. */
  @Test
  void sources() {
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 2), VALID, WORDS);
    int inputs = Mutations.inputs(100_000);
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      String argument = mutations.any(VALID);
      String variable = mutations.text();
      Properties properties = new Properties();
      Map<String, String> asked = new HashMap<>(reference(argument));
      if (mutations.random().nextBoolean()) {
        String value = mutations.any(WORDS);
        String key = mutations.any(WORDS);
        properties.setProperty("pindown." + key, value);
        asked.putIfAbsent(key, value);
      }
      Map<String, String> last = reference(variable);
      if (last == null) {
        asked = null;
      } else {
        last.forEach(asked::putIfAbsent);
      }
      if (asked != null && (asked.containsKey("config") || asked.containsKey("hooks"))) {
        asked = null;
      }
      accepted += check(asked, argument + " | " + properties + " | " + variable, () -> OptionSources.read(argument, properties, variable));
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }

  /** Files of properties, of any bytes. */
  @Test
  void files() throws IOException {
    Mutations mutations = new Mutations(
        Long.getLong("fuzz.seed", 3), List.of("mode=cache\n", "# a comment\nmode = observe\nlog: info\n", "max-bytes=3m\r\nwiden-limit 0\r\n", "cost=1+2\nadapters=uring+\\\n  jucx\n"), WORDS);
    int inputs = Mutations.inputs(100_000) / 25; // each is a file
    Path file = folder.resolve("pindown.properties");
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] bytes = mutations.bytes();
      Files.write(file, bytes);
      accepted += check(ofFile(bytes), new String(bytes, StandardCharsets.UTF_8), () -> i("config=" + file));
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }

  private static Map<String, String> ofFile(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      return null;
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
    Map<String, String> asked = new HashMap<>();
    properties.forEach((key, value) -> asked.put((String) key, ((String) value).trim()));
    return asked;
  }
}
