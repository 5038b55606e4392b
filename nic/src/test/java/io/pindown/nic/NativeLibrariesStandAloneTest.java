package io.pindown.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bindings of native libraries know nothing of Pindown's core, and nothing of each other: {@code registrar} ties them to it. */
class NativeLibrariesStandAloneTest {
  private static final Path SOURCES = Path.of("src/main/java/io/pindown/nic");

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "fabric", "ffi", "uring", "verbs"})
  void importsFfiAndItselfOnly(String folder) throws IOException {
    List<String> others;
    try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
      others =
          files.filter(file -> file.toString().endsWith(".java")).flatMap(NativeLibrariesStandAloneTest::lines)
              .filter(line -> line.matches("import (static )?io\\.pindown\\..*"))
              .filter(line -> !line.contains(" io.pindown.nic.ffi.") && !line.contains(" io.pindown.nic." + folder + "."))
              .distinct()
              .toList();
    }
    assertThat(others).isEmpty();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
