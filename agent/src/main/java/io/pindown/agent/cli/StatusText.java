package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import io.pindown.agent.control.Message;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A status for people. */
final class StatusText {
  private final Message status;

  StatusText(Message status) {
    this.status = new Message(); // what is said here may be another user's, and goes to a terminal
    status.values().forEach((key, value) -> this.status.put(key, Excerpt.printable(value)));
  }

  void print(PrintWriter out) {
    out.println("pid       " + status.text("pid") + ", JDK " + status.text("jdk"));
    out.println("agent     " + status.text("version") + " from " + status.text("jar"));
    out.println("mode      " + status.text("mode"));
    out.println("coverage  " + coverage());
    out.println("events    " + list("events."));
    out.println("memory    " + status.text("containers.live") + " containers, " + status.text("watches") + " watches, " + status.text("containers.dropped") + " without room");
    out.println("kernel    " + kernel());
    if (status.text("caches").equals("0")) {
      out.println("caches    none has registered anything yet");
    }
    for (int i = 0; status.get("cache." + i + ".name") != null; i++) {
      cache(out, "cache." + i + '.');
    }
  }

  private String kernel() {
    if (status.text("kernel.monitor").equals("off")) {
      return "not asked";
    }
    return (status.text("kernel.monitor").equals("on") ? "" : "not asked any more; ") + status.text("kernel.events") + " events, " + status.text("kernel.unannounced") + " that no hook announced";
  }

  private String coverage() {
    List<String> missing = new ArrayList<>();
    List<String> unasked = new ArrayList<>();
    int covered = 0;
    for (Map.Entry<String, String> each : status.values().entrySet()) {
      if (each.getKey().startsWith("coverage.")) {
        String kind = each.getKey().substring("coverage.".length());
        switch (each.getValue()) {
          case "covered":
            covered++;
            break;
          case "out":
            return "the hooks are out";
          case "not covered":
            missing.add(kind);
            break;
          default:
            unasked.add(kind);
        }
      }
    }
    return covered + " kinds of change proven"
        + (missing.isEmpty() ? "" : "; NOT COVERED: " + String.join(", ", missing))
        + (unasked.isEmpty() ? "" : "; proven when first needed: " + String.join(", ", unasked));
  }

  private String list(String prefix) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> each : status.values().entrySet()) {
      if (each.getKey().startsWith(prefix) && !each.getValue().equals("0")) {
        text.append(text.length() == 0 ? "" : ", ").append(each.getKey().substring(prefix.length()).toLowerCase(Locale.ROOT)).append(' ').append(each.getValue());
      }
    }
    return text.length() == 0 ? "none" : text.toString();
  }

  private long number(String key) {
    try {
      return Long.parseLong(status.text(key));
    } catch (NumberFormatException e) {
      return 0; // none, or what another version says
    }
  }

  private void cache(PrintWriter out, String key) {
    long hits = number(key + "hits");
    long acquires = hits + number(key + "misses");
    boolean pins = !status.text(key + "pins").equals("false");
    String would = pins ? "" : "would be ";
    out.println();
    out.println("cache " + status.text(key + "name") + ", registrar " + status.text(key + "registrar") + (pins ? "" : ": pins nothing, and says what would be"));
    out.println("  acquires       " + acquires + (acquires == 0 ? "" : String.format(Locale.ROOT, ", %.2f %% of them hits", 100.0 * hits / acquires)));
    out.println("  registrations  " + number(key + "live") + " live of " + number(key + "max-registrations") + "; " + number(key + "registrations") + " made, "
        + number(key + "deregistrations") + " ended, " + number(key + "failed-registrations") + " refused");
    out.println("  pinned         " + would + Sizes.text(number(key + (pins ? "pinned-bytes" : "would-be-pinned-bytes"))) + " of " + Sizes.text(number(key + "max-bytes")) + ", "
        + number(key + "dirty") + " dirty, " + number(key + "deferred") + " wait to be deregistered");
    out.println("  taken out      " + number(key + "invalidations") + " changed, " + number(key + "evictions") + " evicted, " + number(key + "flushed") + " flushed; " + number(key + "stale-reuses-prevented")
        + " stale reuses prevented");
    if (number(key + "in-use-invalidations") != 0) {
      out.println("  IN USE         " + number(key + "in-use-invalidations") + " changed while they were leased: a fault of the application, see lease-sites");
    }
    if (number(key + "one-use-total") != 0) {
      out.println("  for one use    " + number(key + "one-use-total") + ": " + list(key + "one-use."));
    }
  }
}
