package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ObservedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report: who may read it, what is in it, and that a browser has nothing to complain of. */
class ReportIT {
  private static final String[] PARTS = {"<h2>Verdict</h2>", "id=\"memory\"", "id=\"sizes\"", "id=\"sites\"", "id=\"coverage\"", "<svg role=\"img\""};

  private static Path report(Jdk jdk, String name, String options) throws IOException {
    JvmBuilder builder = Programs.bare(jdk, "report/" + name).agent(Places.agentJar(), options + ",report=report.html,log=off");
    if (jdk.feature() >= 24) {
      builder.flags("--sun-misc-unsafe-memory-access=allow");
    }
    JvmResult result = builder.main(ObservedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.stderr()).isEmpty();
    Path report = result.folder().resolve("report.html");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report))).isEqualTo("rw-------");
    return report;
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void saysWhatWasObserved(Jdk jdk) throws IOException {
    String html = Files.readString(report(jdk, "observed", "mode=observe,cost=1000+100"));
    assertThat(html).contains(PARTS).contains("92.5 % of 478 transfers", "io.pindown.it.app.KnownUses.fresh:", "default-src 'none'");
    assertThat(html).doesNotContain("<script").doesNotContain("http://").doesNotContain("https://");
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aProcessWithoutACacheHasAReport(Jdk jdk) throws IOException {
    assertThat(Files.readString(report(jdk, "empty", "mode=cache"))).contains("Nothing is registered.", "id=\"coverage\"", "not proven: nothing has asked for it yet").doesNotContain("<h2>Verdict</h2>");
  }

  @Test
  void aBrowserHasNothingToComplainOf() throws IOException, InterruptedException {
    Path chromium = Browser.required();
    Path report = report(Jdk.preferred(25), "browser", "mode=observe");
    Browser browser = Browser.open(chromium, report, report.resolveSibling("browser"));
    assertThat(browser.dom()).contains(PARTS);
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests()).as("asked for").isEmpty();
  }

  /** So that the look at it can fail. */
  @Test
  void aPageWithFaultsIsFound() throws IOException, InterruptedException {
    Path chromium = Browser.required();
    Path folder = Files.createDirectories(Path.of("target/it/report/faults").toAbsolutePath());
    Path page = folder.resolve("faults.html");
    Files.writeString(page, "<!doctype html><title>x</title><img src=\"http://pindown.invalid/x.png\"><script>console.error('a fault'); missing();</script>");
    Browser browser = Browser.open(chromium, page, folder.resolve("browser"));
    assertThat(browser.console()).anyMatch(line -> line.contains("a fault")).anyMatch(line -> line.contains("missing is not defined"));
    assertThat(browser.requests()).anyMatch(url -> url.startsWith("http://pindown.invalid"));
  }
}
