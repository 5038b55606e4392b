package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {
  private final ProcessFiles own = new ProcessFiles(ProcessHandle.current().pid());

  @Test
  void openFilesAreFoundByTheEndOfTheirNames(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.toRealPath().resolve("1.counters"));
    assertThat(own.open(".counters")).doesNotContain(file);
    try (InputStream open = Files.newInputStream(file)) {
      assertThat(open.available()).isZero();
      assertThat(own.open(".counters")).contains(file);
      assertThat(own.open(".counter")).doesNotContain(file);
    }
  }

  @Test
  void whoIsMappedIsKnown() throws Exception {
    List<String> map = List.of("         0     200000          1", "         1     300000      65536");
    assertThat(ProcessFiles.maps(map, 0)).isFalse();
    assertThat(ProcessFiles.maps(map, 200_000)).isTrue();
    assertThat(ProcessFiles.maps(map, 200_001)).isFalse();
    assertThat(ProcessFiles.maps(map, 365_535)).isTrue();
    assertThat(ProcessFiles.maps(map, 365_536)).isFalse();
    assertThat(ProcessFiles.maps(List.of("         0          0 4294967295"), 0)).isTrue();
    assertThat(own.knowsUser(JavaProcess.user())).isTrue();
  }
}
