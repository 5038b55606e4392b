package io.pindown.it.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The last test of a whole build: {@code target/coverage.json} from what the others recorded, and docs/coverage.md compared with it, or
 * written under {@code -Dcoverage=write}. Not part of a build of some of the tests.
 */
class CoverageReportIT {
  private static final Path DOCUMENT = Path.of("../docs/coverage.md");
  private static final Path TEMPLATE = Path.of("..").resolve(CoverageDocument.TEMPLATE);
  private static final String REGENERATE = "mvn -pl src-it -am verify -Dcoverage=write";

  private final boolean write = System.getProperty("coverage", "").equals("write");
  private final CellFiles files = CellFiles.ofThisRun();
  private final CoverageTable table = new CoverageTable(files.cells(write));
  private final List<Omission> omissions = files.omissions(write);

  @Test
  void theDocumentSaysWhatTheTestsProved() throws IOException {
    assertThat(table.paths()).as("paths that tests recorded").isNotEmpty();
    Files.writeString(Path.of("target", "coverage.json"), CoverageJson.of(table));
    omissions.forEach(omission -> System.out.println("coverage of " + omission.path() + " is not known here: " + omission.reason()));
    List<Integer> missing = new ArrayList<>(List.of(17, 21, 25, 26));
    missing.removeAll(table.jdks());
    if (!missing.isEmpty()) {
      System.out.println("docs/coverage.md is not compared: no tests ran on JDK " + missing);
    }
    Assumptions.assumeTrue(missing.isEmpty(), "no tests ran on JDK " + missing);
    String document = CoverageDocument.of(Files.readAllLines(TEMPLATE), table, omissions);
    if (write) {
      assertThat(omissions).as("what cannot be known here must be, to write the document").isEmpty();
      Files.writeString(DOCUMENT, document);
    } else {
      assertThat(compared(Files.readString(DOCUMENT)))
          .as("docs/coverage.md is not what the tests of this run proved; %s writes it", REGENERATE)
          .isEqualTo(compared(document));
    }
  }

  /** All lines; but where paths could not be tested on this machine, neither theirs nor the list of the tests. */
  private List<String> compared(String document) {
    return document.lines()
        .filter(line -> omissions.isEmpty() || !line.startsWith("* [`"))
        .filter(line -> !line.startsWith("| `") || omissions.stream().noneMatch(omission -> omission.concerns(line.split("`")[1])))
        .toList();
  }
}
