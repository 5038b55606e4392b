package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.ObservedApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The events in a recording that was made with the settings in the agent's jar, as the JDK's own tool shows them. */
class FlightRecorderIT {
  private static final int VIEWS = 21;

  private static String jfr(Jdk jdk, Path folder, String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("jfr-" + arguments[0] + ".txt");
    String[] command = new String[arguments.length + 1];
    command[0] = jdk.tool("jfr").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(out);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void aRecordingHasWhatHappened(Jdk jdk) throws IOException, InterruptedException {
    Path settings = Files.createDirectories(Path.of("target/it/jfr").toAbsolutePath()).resolve("pindown.jfc");
    try (ZipFile jar = new ZipFile(Places.agentJar().toFile()); InputStream in = jar.getInputStream(jar.getEntry("io/pindown/agent/pindown.jfc"))) {
      Files.write(settings, in.readAllBytes());
    }
    JvmBuilder builder = Programs.bare(jdk, "jfr/observed").agent(Places.agentJar(), "mode=observe,log=off,max-bytes=1g")
        .flags("-XX:StartFlightRecording=filename=recording.jfr,settings=" + settings, "-Xlog:jfr*=off");
    if (jdk.feature() >= 24) {
      builder.flags("--sun-misc-unsafe-memory-access=allow");
    }
    JvmResult result = builder.main(ObservedApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    Path recording = result.folder().resolve("recording.jfr");
    String summary = jfr(jdk, result.folder(), "summary", recording.toString());
    String stale = result.artefact().get("stale");
    assertThat(summary).as(summary)
        .containsPattern("io\\.pindown\\.Registration +36 ")
        .containsPattern("io\\.pindown\\.Invalidation +31 ")
        .containsPattern("io\\.pindown\\.StaleReusePrevented +" + stale + " ")
        .doesNotContain("io.pindown.UncoveredUse");
    if (jdk.feature() >= VIEWS) {
      String view = jfr(jdk, result.folder(), "view", "io.pindown.StaleReusePrevented", recording.toString());
      assertThat(view).as(view).contains("Stale Reuse Prevented", "Address", "Length", "16.0 kB");
    }
    String printed = jfr(jdk, result.folder(), "print", "--events", "io.pindown.StaleReusePrevented", "--stack-depth", "30", recording.toString());
    assertThat(printed).contains("KnownUses.fresh");
  }
}
