package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.registry.KernelStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;

/**
 * What {@code mode=verify} has found, as one JSON object in a file, written when the JVM ends. Numbers are counts; addresses are strings
 * in hexadecimal. {@code monitor} is {@code "kernel"}, or {@code "none"} with the reason in {@code obstacle}, and then there is nothing of
 * events. Of each finding it says which thread of this process was in which system call, what code called that, and what that thread was doing
 * in Java a moment later, as it could be had only then; {@code unknown} says why something of this is not known, or null.
 * {@code frames} is {@code "compared"}, or the reason why they were not; whether pages and mappings are there still is looked at in any case.
 */
public final class VerifyReport implements Runnable {
  private final KernelMonitor monitor;
  private final Unannounced unannounced;
  private final FrameCheck frames;
  private final String file;

  public VerifyReport(KernelMonitor monitor, Unannounced unannounced, FrameCheck frames, String file) {
    this.monitor = monitor;
    this.frames = frames;
    this.unannounced = unannounced;
    this.file = file;
  }

  @Override
  public void run() {
    try {
      Files.write(Paths.get(file), json().getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      Log.error("verify-report=" + file + " cannot be written: " + e);
    }
  }

  String json() {
    StringBuilder json = new StringBuilder("{\n");
    KernelStatistics s = monitor.statistics();
    json.append("  \"monitor\": \"").append(s == null ? "none" : "kernel").append("\",\n");
    if (s == null) {
      json.append("  \"obstacle\": ").append(quoted(monitor.obstacle())).append(",\n");
    } else {
      events(json, s);
    }
    frames.lookTwice();
    json.append("  \"frames\": ").append(quoted(frames.obstacle() == null ? "compared" : frames.obstacle())).append(",\n");
    number(json, "pagesCompared", frames.compared());
    number(json, "pagesDiffering", frames.differing(FrameCheck.Difference.FRAME));
    number(json, "pagesUndecided", frames.undecided());
    number(json, "pagesLookedAt", frames.lookedAt());
    number(json, "pagesGone", frames.differing(FrameCheck.Difference.GONE));
    number(json, "mappingsLookedAt", frames.mappingsLookedAt());
    number(json, "mappingsReplaced", frames.differing(FrameCheck.Difference.MAPPING));
    json.append("  \"pageFindings\": [");
    String comma = "";
    for (FrameCheck.Finding finding : frames.kept()) {
      json.append(comma)
          .append("\n    {\"difference\": ").append(quoted(finding.difference().name()))
          .append(", \"page\": ").append(address(finding.page()))
          .append(", \"registration\": ").append(address(finding.registration()))
          .append('}');
      comma = ",";
    }
    return json.append(comma.isEmpty() ? "]\n}\n" : "\n  ]\n}\n").toString();
  }

  private void events(StringBuilder json, KernelStatistics s) {
    number(json, "events", s.events());
    number(json, "unmapped", s.unmapped());
    number(json, "removed", s.removed());
    number(json, "moved", s.moved());
    number(json, "announced", s.announced());
    number(json, "harmless", s.harmless());
    number(json, "unannounced", s.unannounced());
    number(json, "undecided", s.undecided());
    number(json, "losses", s.losses());
    number(json, "monitored", s.monitored());
    number(json, "unmonitored", s.unmonitored());
    json.append("  \"refusals\": {");
    String comma = "";
    for (Map.Entry<String, Long> refusal : monitor.refusals().entrySet()) {
      json.append(comma).append(quoted(refusal.getKey())).append(": ").append(refusal.getValue());
      comma = ", ";
    }
    json.append("},\n  \"findings\": [");
    comma = "";
    for (Unannounced.Finding finding : unannounced.kept()) {
      json.append(comma)
          .append("\n    {\"kind\": ").append(quoted(finding.kind().name()))
          .append(", \"start\": ").append(address(finding.start()))
          .append(", \"end\": ").append(address(finding.end()))
          .append(", \"container\": ").append(address(finding.container()));
      origin(json, finding.origin());
      json.append('}');
      comma = ",";
    }
    json.append(comma.isEmpty() ? "],\n" : "\n  ],\n");
  }

  private static void origin(StringBuilder json, Origin origin) {
    json.append(",\n     \"osThread\": ").append(origin.thread() == 0 ? "null" : Long.toString(origin.thread()))
        .append(", \"thread\": ").append(quoted(origin.name()))
        .append(", \"call\": ").append(quoted(origin.call()))
        .append(", \"code\": ").append(quoted(origin.code()))
        .append(", \"caller\": ").append(quoted(origin.caller()))
        .append(",\n     \"framesAfterwards\": [");
    String comma = "";
    for (String frame : origin.frames()) {
      json.append(comma).append(quoted(frame));
      comma = ", ";
    }
    json.append("], \"unknown\": ").append(quoted(origin.obstacle()));
  }

  private static void number(StringBuilder json, String name, long value) {
    json.append("  \"").append(name).append("\": ").append(value).append(",\n");
  }

  private static String address(long address) {
    return quoted("0x" + Long.toHexString(address));
  }

  private static String quoted(String text) {
    return text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
