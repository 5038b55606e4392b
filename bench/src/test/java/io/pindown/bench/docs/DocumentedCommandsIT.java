package io.pindown.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in the documents is run, here or by the test that {@code documented-commands.txt} names; the few that are left to be run by
 * hand are printed with the reason. A command that is in no row fails, and so does a row whose command is in no document. Two kinds need no row:
 * Maven's, of which all that they name must be there, and those of the agent's own command line, whose help must know them.
 */
class DocumentedCommandsIT {
  private static final String AGENTS = "java -jar pindown-agent.jar ";
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** How a command is run: as the file's head says. */
  private record Row(String kind, String command, String how) {}

  @TempDir static Path folder;

  private static Scratch scratch;
  private static Map<String, Set<String>> commands;
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  @BeforeAll
  static void readAll() throws IOException, InterruptedException {
    commands = Documents.commands(ROOT);
    String table = new String(DocumentedCommandsIT.class.getResourceAsStream("/documented-commands.txt").readAllBytes(), StandardCharsets.UTF_8);
    for (String line : table.lines().filter(text -> !text.isBlank() && !text.startsWith("#")).toList()) {
      String kind = line.substring(0, line.indexOf(' '));
      String[] both = line.substring(kind.length()).strip().split(" => ", 2);
      Row before = ROWS.put(both[0], new Row(kind, both[0], both.length > 1 ? both[1] : both[0]));
      assertThat(before).as("two rows for " + both[0]).isNull();
    }
    scratch = new Scratch(folder, ROOT);
  }

  @Test
  void eachCommandHasARowAndEachRowACommand() {
    List<String> without = new ArrayList<>();
    commands.forEach((command, where) -> {
      if (!isMaven(command) && !isAgents(command) && !ROWS.containsKey(command)) {
        without.add(command + "   in " + where);
      }
    });
    assertThat(without).as("commands that nothing runs; bench/src/test/resources/documented-commands.txt wants a row for each").isEmpty();
    assertThat(ROWS.keySet()).as("rows whose command is in no document").isSubsetOf(commands.keySet());
    assertThat(commands.size()).isGreaterThan(20);
  }

  /** A build within the build would take an hour: that all they name is there is looked up, and CI runs one of them. */
  @Test
  void mavenCommandsNameWhatIsThere() throws IOException {
    MavenCommand maven = new MavenCommand(ROOT);
    List<String> problems = new ArrayList<>();
    for (String command : commands.keySet()) {
      if (isMaven(command) && !ROWS.containsKey(command) && maven.problem(command) != null) {
        problems.add(command + ": " + maven.problem(command));
      }
    }
    assertThat(problems).isEmpty();
    assertThat(maven.problem("mvn -pl src-it -am verify -Dit.test=NoSuchIT")).isEqualTo("there is no test NoSuchIT");
    assertThat(maven.problem("mvn -pl elsewhere verify")).isEqualTo("there is no module elsewhere");
    assertThat(maven.problem("mvn -Pnone-such verify")).isEqualTo("there is no profile none-such");
    assertThat(maven.problem("mvn verify -Dno" + "body.reads=1")).contains("nothing reads");
    assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn -B -ntp verify");
  }

  @TestFactory
  Stream<DynamicTest> commandsDoWhatTheyAreSaidTo() {
    return ROWS.values().stream().map(row -> dynamicTest(row.command(), () -> check(row)));
  }

  private static void check(Row row) throws IOException, InterruptedException {
    switch (row.kind()) {
      case "run" -> scratch.run(row.how());
      case "test" -> {
        String[] names = row.how().split("\\.");
        try (Stream<Path> tree = Files.find(ROOT, 12, (file, a) -> file.getFileName().toString().equals(names[0] + ".java") && !file.toString().contains("/target/"))) {
          assertThat(tree.toList()).as("the test " + row.how()).singleElement().satisfies(file -> assertThat(file).content().contains(" " + names[1] + "("));
        }
      }
      case "ci" -> assertThat(Files.readString(ROOT.resolve(".ci/run")).lines()).as(".ci/run").contains(row.how());
      case "hand" -> System.out.println("not run: " + row.command() + ": " + row.how());
      default -> throw new AssertionError(row.kind() + " in documented-commands.txt; allowed: run, test, ci, hand");
    }
  }

  /** Commands of the agent's own that have no row: the help of that command names each option in it. */
  @TestFactory
  Stream<DynamicTest> theAgentsHelpKnowsItsCommands() {
    return commands.keySet().stream().filter(command -> isAgents(command) && !ROWS.containsKey(command)).map(command -> dynamicTest(command, () -> {
      String[] words = command.substring(AGENTS.length()).split(" ");
      String help = scratch.run("java -jar pindown-agent.jar help " + words[0]);
      for (String word : words) {
        if (word.startsWith("-")) {
          assertThat(help).as("help " + words[0]).contains(word.replaceAll("=.*", ""));
        }
      }
    }));
  }

  private static boolean isAgents(String command) {
    return command.startsWith(AGENTS);
  }

  private static boolean isMaven(String command) {
    return command.startsWith("mvn ");
  }
}
