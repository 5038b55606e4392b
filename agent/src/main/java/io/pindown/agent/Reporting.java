package io.pindown.agent;

import io.pindown.agent.report.ReportFile;
import io.pindown.agent.report.ReportPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the report when the JVM ends. Not loaded unless that is asked for. */
final class Reporting {
  private Reporting() {}

  static void atTheEnd(String file) {
    Runtime.getRuntime().addShutdownHook(new Thread(null, () -> write(file), "pindown-report", 0L, false));
  }

  private static void write(String file) {
    try {
      ReportFile.write(Path.of(file), new ReportPage(Modes.now().name().toLowerCase(Locale.ROOT)).html());
    } catch (IOException | RuntimeException e) {
      Log.error("report=" + file + " cannot be written: " + e);
    }
  }
}
