package io.pindown.it.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded comes back, and the document says it or says what is wrong with it. */
class CoverageTest {
  private static final String TEST = "HookedPathsIT.withAgent";
  private static final String OTHER = "AttachIT.everyPathAfterAttaching";

  private static Cell cell(String path, int jdk, Attach attach, State state, String test) {
    return new Cell(path, jdk, attach, state, test);
  }

  private static CoverageTable table(Cell... cells) {
    return new CoverageTable(List.of(cells));
  }

  private static String document(String template, CoverageTable table) {
    return CoverageDocument.of(template.lines().toList(), table, List.of());
  }

  @Test
  void cellsOfThisRunComeBackAndOfAllRunsWhenAsked(@TempDir Path folder) {
    Cell first = cell("a-free", 17, Attach.START, State.COVERED, TEST);
    Cell second = cell("b-free", 25, Attach.LATE, State.REFUSED, OTHER);
    new CellFiles(folder, "1").write(first);
    new CellFiles(folder, "2").write(second);
    new CellFiles(folder, "2").write(new Omission("c-*", "no\tsuch\ndevice"));
    assertThat(new CellFiles(folder, "2").cells(false)).containsExactly(second);
    assertThat(new CellFiles(folder, "2").cells(true)).containsExactlyInAnyOrder(first, second);
    assertThat(new CellFiles(folder, "2").omissions(false)).containsExactly(new Omission("c-*", "no such device"));
    assertThat(new CellFiles(folder, "1").omissions(false)).isEmpty();
    assertThat(new CellFiles(folder.resolve("none"), "1").cells(true)).isEmpty();
  }

  @Test
  void aLaterProofReplacesAnEarlierOneOfTheSameTest(@TempDir Path folder) {
    new CellFiles(folder, "1").write(cell("a-free", 17, Attach.START, State.UNSEEN, TEST));
    new CellFiles(folder, "2").write(cell("a-free", 17, Attach.START, State.COVERED, TEST));
    assertThat(new CellFiles(folder, "3").cells(true)).containsExactly(cell("a-free", 17, Attach.START, State.COVERED, TEST));
  }

  @Test
  void threadsMayRecordTheSameAndOthersAtOnce(@TempDir Path folder) {
    CellFiles files = new CellFiles(folder, "1");
    IntStream.range(0, 400).parallel().forEach(i -> files.write(cell("path-" + i % 40, 17, Attach.START, State.COVERED, TEST)));
    assertThat(files.cells(false)).hasSize(40);
  }

  @Test
  void aCellNamesAPathAndATestThatAreThere() {
    assertThatThrownBy(() -> cell("Free", 17, Attach.START, State.COVERED, TEST)).hasMessageContaining("Free");
    assertThatThrownBy(() -> cell("free", 17, Attach.START, State.COVERED, "HookedPathsIT.gone")).hasMessageContaining("HookedPathsIT.gone");
    assertThatThrownBy(() -> cell("free", 17, Attach.START, State.COVERED, "GoneIT.gone")).hasMessageContaining("GoneIT.gone");
  }

  @Test
  void theStrongestStateOfAPlaceHoldsWithAllThatProveIt() {
    CoverageTable table = table(
        cell("native-unmap", 25, Attach.START, State.UNSEEN, TEST),
        cell("native-unmap", 25, Attach.START, State.KERNEL, TEST),
        cell("native-unmap", 25, Attach.START, State.KERNEL, OTHER),
        cell("native-unmap", 25, Attach.START, State.REFUSED, TEST));
    assertThat(CoverageJson.of(table)).isEqualTo("""
        [
          {"path": "native-unmap", "jdk": 25, "attach": "start", "state": "kernel", "test": "%s, %s"}
        ]
        """.formatted(OTHER, TEST));
  }

  @Test
  void whatAHookSeesIsNotUnseenBesides() {
    assertThatThrownBy(() -> table(
        cell("a-free", 17, Attach.START, State.COVERED, TEST), cell("a-free", 17, Attach.START, State.UNSEEN, OTHER)))
        .hasMessage("a-free 17 start is covered by " + TEST + " and unseen by " + OTHER);
  }

  @Test
  void rowsNameStatesAndTests() {
    String text = document("# T\n@table a-* b-free\n@table *\nend\n@why c-free nobody tells\n@reasons\n@tests", table(
        cell("a-free", 17, Attach.START, State.COVERED, TEST),
        cell("a-free", 25, Attach.START, State.COVERED, TEST),
        cell("b-free", 25, Attach.START, State.ADAPTER, TEST),
        cell("b-free", 26, Attach.START, State.KERNEL, OTHER),
        cell("c-free", 26, Attach.LATE, State.UNSEEN, OTHER)));
    assertThat(text.lines().skip(1)).containsExactly(
        "# T",
        "| path | agent | 17 | 21 | 25 | 26 | tests |",
        "|---|---|---|---|---|---|---|",
        "| `a-free` | start | yes | - | yes | - | " + TEST + " |",
        "| `b-free` | start | - | - | adapter | kernel | " + OTHER + " [26]; " + TEST + " [25] |",
        "| path | agent | 17 | 21 | 25 | 26 | tests |",
        "|---|---|---|---|---|---|---|",
        "| `c-free` | late | - | - | - | no | " + OTHER + " |",
        "end",
        "| path | why |",
        "|---|---|",
        "| `c-free` | nobody tells |",
        "* [`" + OTHER + "`](../src-it/src/test/java/io/pindown/it/AttachIT.java)",
        "* [`" + TEST + "`](../src-it/src/test/java/io/pindown/it/HookedPathsIT.java)");
  }

  @Test
  void faultsOfTheTemplateAreNamedAllAtOnce() {
    CoverageTable table = table(cell("a-free", 17, Attach.START, State.UNSEEN, TEST));
    assertThatThrownBy(() -> document("@why gone it was there once", table))
        .hasMessageContaining("a-free is not seen and has no reason")
        .hasMessageContaining("@why gone is for a path that no test has recorded")
        .hasMessageContaining("a-free is in no table");
    assertThatThrownBy(() -> document("@why a-free", table)).hasMessageContaining("not @why path reason: @why a-free");
  }

  @Test
  void aReasonForWhatCouldNotBeTestedHereIsNoFault() {
    List<String> template = List.of("@table *", "@why wire-gone a reason");
    CoverageTable table = table(cell("a-free", 17, Attach.START, State.COVERED, TEST));
    assertThatThrownBy(() -> CoverageDocument.of(template, table, List.of(new Omission("other", "x")))).hasMessageContaining("wire-gone");
    assertThat(CoverageDocument.of(template, table, List.of(new Omission("wire-*", "x")))).contains("a-free");
  }
}
