package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.SilentApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Class-data sharing survives: under the agent the JDK's and the application's classes still come from their archives. */
class SharingIT {
  private static final Pattern LOADED = Pattern.compile("(?:\\[[^]]*\\])*\\s*(\\S+) source: (.*)");
  /** Classes that the agent rewrites, and the few that a JVM puts elsewhere as soon as it has any agent. */
  private static final int REWRITTEN = 12;

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void bootClassesComeFromTheJdksArchive(Jdk jdk) throws IOException {
    Set<String> without = shared(run(Programs.bare(jdk, "sharing/boot-without")));
    Set<String> with = shared(run(Programs.bare(jdk, "sharing/boot-with").agent(Places.agentJar(), "")));
    assertThat(without).hasSizeGreaterThan(400);
    Set<String> lost = new TreeSet<>(without);
    lost.removeAll(with);
    assertThat(lost).as("shared without the agent, not with it").hasSizeLessThanOrEqualTo(REWRITTEN);
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void applicationClassesComeFromTheApplicationsArchive(Jdk jdk) throws IOException {
    Path jar = ProgramJar.programs();
    JvmBuilder dump = Programs.empty(jdk, "sharing/app-dump").classPath(jar);
    Path archive = dump.folder().resolve("app.jsa");
    dump.flags("-XX:ArchiveClassesAtExit=" + archive).main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    JvmBuilder with = Programs.empty(jdk, "sharing/app-with").classPath(jar).agent(Places.agentJar(), "");
    Map<String, String> sources = sources(run(with.flags("-XX:SharedArchiveFile=" + archive)));
    assertThat(sources.get(SilentApp.class.getName())).startsWith("shared objects file");
  }

  private static JvmResult run(JvmBuilder builder) {
    builder.flags("-Xshare:on", "-Xlog:class+load:file=classes.txt");
    return builder.main(SilentApp.class.getName()).run(Programs.LIMIT).expectExit(0);
  }

  private static Map<String, String> sources(JvmResult result) throws IOException {
    return Files.readAllLines(result.folder().resolve("classes.txt")).stream()
        .map(LOADED::matcher)
        .filter(Matcher::matches)
        .collect(Collectors.toMap(matcher -> matcher.group(1), matcher -> matcher.group(2), (first, second) -> first));
  }

  private static Set<String> shared(JvmResult result) throws IOException {
    return sources(result).entrySet().stream()
        .filter(entry -> entry.getValue().startsWith("shared objects file"))
        .map(Map.Entry::getKey)
        .filter(name -> !name.contains("Lambda"))
        .collect(Collectors.toSet());
  }
}
