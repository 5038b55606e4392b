package io.pindown.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code java -jar} on the packaged agent over libraries as they are published. What must be found in these very versions is in
 * {@code src/test/resources/audit}; after a change that is meant, copy the file that the failed test names over it, having looked.
 */
class AuditIT {
  /** By feature release: what the audit of all libraries wrote there. */
  private static final Map<Integer, ForkedJvm.Result> WRITTEN = new HashMap<>();

  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream().filter(jdk -> List.of(17, 25).contains(jdk.feature()));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void librariesAsTheyArePublished(Jdk jdk) throws Exception {
    ForkedJvm.Result result = json(jdk);
    assertThat(result.exit()).as(result.describe()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(result.out());
    assertThat(report.get("jdk").asInt()).isEqualTo(jdk.feature());
    assertThat(report.get("problems")).isEmpty();
    List<String> found = counts(report);
    List<String> expected = lines("counts-" + jdk.feature() + ".txt");
    Path actual = Path.of(System.getProperty("it.logs")).resolve("counts-" + jdk.feature() + ".txt");
    Files.write(actual, found);
    assertThat(found).as("all of it is in " + actual).isEqualTo(expected);
  }

  /** Sites that were looked up by hand in the libraries' code. */
  @Test
  void sitesThatWereLookedUp() throws Exception {
    Jdk jdk = jdks().filter(some -> some.feature() == 25).findFirst().orElseThrow();
    JsonNode report = new ObjectMapper().readTree(json(jdk).out());
    List<String> found = new ArrayList<>();
    for (JsonNode library : report.get("libraries")) {
      for (JsonNode site : library.get("sites")) {
        found.add(library.get("name").asText() + " " + site.get("class").asText() + "." + site.get("method").asText() + ":" + site.get("line").asInt()
            + " " + site.get("kind").asText() + " " + site.get("verdict").asText() + " " + site.get("sink").asText());
      }
    }
    assertThat(found).containsAll(lines("sites-25.txt"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theTableForPeople(Jdk jdk) throws Exception {
    ForkedJvm.Result result = audit(jdk, "--sites=none", "--fail-on=none");
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("JDK " + jdk.feature() + ", classes for release " + jdk.feature() + ": 14 libraries, ");
    assertThat(result.out()).containsPattern("netty-common-4\\.2\\.20\\.Final\\.jar +allocate +\\d");
    if (jdk.feature() == 25) {
      String document = Files.readString(Path.of("..", "docs", "audit.md"));
      assertThat(document).as("docs/audit.md shows what is true").contains("--sites none audited\n" + result.out() + "```");
    }
  }

  /** A module of the JDK itself: sun.misc.Unsafe, which does nothing on its own. */
  @ParameterizedTest
  @MethodSource("jdks")
  void aModuleFile(Jdk jdk) throws Exception {
    Path module = jdk.home().resolve("jmods/jdk.unsupported.jmod");
    if (!Files.exists(module)) {
      System.out.println(jdk + " comes without jmods: not audited");
    } else {
      ForkedJvm.Result result = ForkedJvm.of(jdk).run("-jar", ForkedJvm.agentJar().toString(), "audit", "--json", "--sites=all", module.toString());
      assertThat(counts(new ObjectMapper().readTree(result.out()))).as(result.describe())
          .contains("jdk.unsupported.jmod allocate 1 0 0 0", "jdk.unsupported.jmod free 2 0 0 0", "jdk.unsupported.jmod change 1 0 0 0");
    }
  }

  /** An application that runs under the agent pays nothing for the audit. */
  @ParameterizedTest
  @MethodSource("jdks")
  void premainLoadsNoneOfIt(Jdk jdk) throws Exception {
    ForkedJvm.Result result = ForkedJvm.of(jdk).agent("").options("-Xlog:class+load").run("src/test/resources/apps/Hello.java");
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).contains("io.pindown.agent.Entry ", "io.pindown.agent.Installer ").doesNotContain("io.pindown.agent.audit");
  }

  private static ForkedJvm.Result json(Jdk jdk) throws IOException, InterruptedException {
    ForkedJvm.Result result = WRITTEN.get(jdk.feature());
    if (result == null) {
      result = audit(jdk, "--json", "--sites=all");
      WRITTEN.put(jdk.feature(), result);
    }
    return result;
  }

  private static ForkedJvm.Result audit(Jdk jdk, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("-jar", ForkedJvm.agentJar().toString(), "audit"));
    command.addAll(Arrays.asList(options));
    command.add(System.getProperty("audited"));
    return ForkedJvm.of(jdk).run(command.toArray(new String[0]));
  }

  /** A line for each library and kind: how many covered, by adapter, by the kernel, unknown. */
  private static List<String> counts(JsonNode report) {
    List<String> lines = new ArrayList<>();
    for (JsonNode library : report.get("libraries")) {
      for (Iterator<Map.Entry<String, JsonNode>> kinds = library.get("counts").fields(); kinds.hasNext();) {
        Map.Entry<String, JsonNode> kind = kinds.next();
        JsonNode counts = kind.getValue();
        lines.add(library.get("name").asText() + " " + kind.getKey() + " " + counts.get("covered") + " " + counts.get("adapter") + " "
            + counts.get("kernel") + " " + counts.get("unknown"));
      }
    }
    return lines;
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = AuditIT.class.getResourceAsStream("/audit/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
