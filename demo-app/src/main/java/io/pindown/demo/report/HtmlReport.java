package io.pindown.demo.report;

import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The findings as one web page: style and pictures inside, no script, nothing asked from outside. */
public final class HtmlReport {
  private HtmlReport() {
  }

  /** Writes the page, making the folder when it is not there. */
  public static void write(Findings findings, Verdict verdict, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, of(findings, verdict));
  }

  /** The page's text. */
  public static String of(Findings findings, Verdict verdict) throws IOException {
    HtmlParts parts = new HtmlParts(findings);
    return fill(resource("report.html"), Map.of(
        "style", resource("report.css"),
        "device", parts.device(),
        "network", parts.network(),
        "environment", parts.environment(),
        "verdict", parts.verdict(verdict),
        "tiles", parts.tiles(),
        "stale", parts.stale(),
        "speed", parts.speed(),
        "trace", parts.trace(),
        "jucx", parts.jucx()));
  }

  private static String fill(String template, Map<String, String> values) {
    StringBuilder page = new StringBuilder();
    int at = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
      int close = template.indexOf("}}", open);
      String name = template.substring(open + 2, close);
      String value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("report.html asks for '" + name + "', there are: " + values.keySet());
      }
      page.append(template, at, open).append(value);
      at = close + 2;
    }
    return page.append(template, at, template.length()).toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no " + name + " beside " + HtmlReport.class.getName() + " in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
