package io.pindown.agent;

import io.pindown.agent.adapter.AdapterTable;
import io.pindown.agent.library.DescriptionException;
import io.pindown.agent.library.LibraryHook;
import io.pindown.agent.library.LibraryHooks;
import io.pindown.agent.observe.CostModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns keys and values into {@link AgentOptions}, and says what is allowed when it cannot. Not thread-safe. */
public final class OptionReader {
  /** All keys, for messages. */
  public static final String KEYS =
      "adapters, config, cost, hooks, lease-sites, log, max-bytes, max-registrations, memlock, mode, monitor, monitor-mappings, on-free, "
          + "report, verify-report, widen-limit";

  /** All modes, for messages. */
  static final String MODES = "observe, cache, verify, off";

  private static final String SIZES = "a number of bytes, with k, m or g for powers of 1024";

  private AgentOptions.Mode mode = AgentOptions.DEFAULT.mode();
  private Log.Level log = AgentOptions.DEFAULT.log();
  private long maxBytes = -1L;
  private long maxRegistrations = -1L;
  private long widenLimit = -1L;
  private long memlock = -1L;
  private Set<String> adapters;
  private List<LibraryHook> hooks = AgentOptions.DEFAULT.hooks();
  private boolean leaseSites;
  private boolean keepFreed;
  private AgentOptions.Monitor monitor = AgentOptions.DEFAULT.monitor();
  private long monitorMappings = -1L;
  private String verifyReport;
  private CostModel cost;
  private String report;

  void set(String key, String value, String source) throws OptionException {
    switch (key) {
      case "mode":
        mode = choice(AgentOptions.Mode.values(), key, value, source, MODES);
        break;
      case "log":
        log = choice(Log.Level.values(), key, value, source, "off, error, info, debug");
        break;
      case "max-bytes":
        maxBytes = size(key, value, source, 1, SIZES + ", at least 1");
        break;
      case "max-registrations":
        maxRegistrations = size(key, value, source, 1, "a number, at least 1");
        break;
      case "widen-limit":
        widenLimit = size(key, value, source, 0, SIZES);
        break;
      case "memlock":
        memlock = value.equals("auto") ? -1L : size(key, value, source, 1, "auto, or " + SIZES + ", at least 1");
        break;
      case "cost":
        cost = value.equals("io_uring") ? null : CostModel.parse(value);
        if (cost == null && !value.equals("io_uring")) {
          throw bad(key, value, source, CostModel.ALLOWED);
        }
        break;
      case "report":
        if (value.isEmpty()) {
          throw bad(key, value, source, "the path of a file that can be written");
        }
        report = value;
        break;
      case "adapters":
        adapters = names(value, source);
        break;
      case "hooks":
        hooks = descriptions(value, source);
        break;
      case "lease-sites":
        if (!value.equals("true") && !value.equals("false")) {
          throw bad(key, value, source, "true, false");
        }
        leaseSites = value.equals("true");
        break;
      case "on-free":
        if (!value.equals("invalidate") && !value.equals("exact")) {
          throw bad(key, value, source, "invalidate, exact");
        }
        keepFreed = value.equals("exact");
        break;
      case "monitor":
        monitor = choice(AgentOptions.Monitor.values(), key, value, source, "off, kernel");
        break;
      case "monitor-mappings":
        monitorMappings = value.equals("auto") ? -1L : size(key, value, source, 0, "auto, or a number");
        break;
      case "verify-report":
        if (value.isEmpty()) {
          throw bad(key, value, source, "the path of a file that can be written");
        }
        verifyReport = value;
        break;
      default:
        throw new OptionException("unknown option '" + Excerpt.of(key) + "' in " + source + "; keys: " + KEYS);
    }
  }

  AgentOptions options() {
    return new AgentOptions(
        mode, log, maxBytes, maxRegistrations, widenLimit, memlock, adapters, hooks, leaseSites, keepFreed, monitor, monitorMappings, verifyReport, cost, report);
  }

  private static <E extends Enum<E>> E choice(E[] values, String key, String value, String source, String allowed)
      throws OptionException {
    for (E candidate : values) {
      if (candidate.name().toLowerCase(Locale.ROOT).equals(value)) {
        return candidate;
      }
    }
    throw bad(key, value, source, allowed);
  }

  private static long size(String key, String value, String source, long least, String allowed) throws OptionException {
    int digits = value.length();
    int shift = 0;
    if (digits > 0) {
      shift = 10 * ("kmgKMG".indexOf(value.charAt(digits - 1)) % 3 + 1);
      digits -= shift > 0 ? 1 : 0;
    }
    long number = digits == 0 ? -1 : 0;
    for (int i = 0; i < digits && number >= 0; i++) {
      int digit = value.charAt(i) - '0'; // not what Long.parseLong takes: a sign, digits of other scripts
      number = digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10 ? -1 : number * 10 + digit;
    }
    long bytes = number << shift;
    if (number < 0 || bytes >> shift != number || bytes < least) {
      throw bad(key, value, source, allowed);
    }
    return bytes;
  }

  private static Set<String> names(String value, String source) throws OptionException {
    if (value.equals("all")) {
      return null;
    }
    Set<String> names = new HashSet<>();
    if (value.equals("none")) {
      return names;
    }
    for (int from = 0; from <= value.length(); ) {
      int plus = value.indexOf('+', from);
      int to = plus < 0 ? value.length() : plus;
      String name = value.substring(from, to);
      if (!AdapterTable.isKnown(name) && !LibraryHooks.isKnown(name)) {
        String known = AdapterTable.names() + ", " + String.join(", ", LibraryHooks.libraries());
        throw bad("adapters", value, source, "all, none, or names joined by +: " + known);
      }
      names.add(name);
      from = to + 1;
    }
    return names;
  }

  private static List<LibraryHook> descriptions(String value, String source) throws OptionException {
    List<LibraryHook> rows = new ArrayList<>();
    Set<String> libraries = new HashSet<>();
    for (int from = 0; from <= value.length(); ) {
      int plus = value.indexOf('+', from);
      int to = plus < 0 ? value.length() : plus;
      Set<String> ofFile = new HashSet<>();
      try {
        for (LibraryHook row : LibraryHooks.read(value.substring(from, to))) {
          rows.add(row);
          ofFile.add(row.library());
        }
      } catch (DescriptionException e) {
        throw new OptionException("option hooks=" + Excerpt.of(value) + " in " + source + ": " + e.getMessage());
      }
      for (String library : ofFile) {
        if (!libraries.add(library)) {
          throw bad("hooks", value, source, "files that name different libraries; '" + library + "' is in two of them");
        }
      }
      if (libraries.size() > LibraryHooks.MOST_OF_USERS) {
        throw bad("hooks", value, source, "at most " + LibraryHooks.MOST_OF_USERS + " libraries");
      }
      from = to + 1;
    }
    return rows;
  }

  private static OptionException bad(String key, String value, String source, String allowed) {
    return new OptionException("option " + key + "=" + Excerpt.of(value) + " in " + source + " is not allowed; allowed: " + allowed);
  }
}
