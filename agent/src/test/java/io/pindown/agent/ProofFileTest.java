package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.agent.hook.Inside;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The self-test's file, which a killed process must not leave. */
class ProofFileTest {
  private static final String PREFIX = "pindown-self-test-";

  /** Whose number nobody need ask the JDK for: it is that of the one file of this name that is open. */
  private static final class Found extends ProofFile {
    private static Path name;

    Found() throws Throwable {
      super(null);
    }

    @Override
    int number(Inside inside, FileDescriptor descriptor) throws IOException {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path each : all) {
          Path file = Files.isSymbolicLink(each) ? Files.readSymbolicLink(each) : each;
          if (file.getFileName() != null && file.getFileName().toString().matches(PREFIX + "\\d+\\.tmp")) {
            name = file;
            return Integer.parseInt(each.getFileName().toString());
          }
        }
      }
      throw new IOException("no file is open");
    }
  }

  @Test
  void itHasNoNameWhileItIsOpenAndIsOneAndTheSame() throws Throwable {
    Path path;
    try (ProofFile file = new Found()) {
      assertThat(Found.name).doesNotExist();
      path = file.path();
      Files.writeString(path, "written by its number");
      assertThat(Files.readString(path)).isEqualTo("written by its number");
      assertThat(Files.size(path)).isEqualTo(21);
    }
    assertThat(Found.name).doesNotExist();
  }

  /** Without the number of its descriptor, as where {@code /proc} is not: the name stays until it is closed. */
  @Test
  void itIsUsedByItsNameWhereItsNumberLeadsElsewhere() throws Throwable {
    Path path;
    try (ProofFile file = new ProofFile(null) {
      @Override
      int number(Inside inside, FileDescriptor descriptor) {
        return 0;
      }
    }) {
      path = file.path();
      assertThat(path.getFileName().toString()).startsWith(PREFIX);
      assertThat(path).isEmptyFile();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void nothingIsLeftWhereItCannotBeMade() {
    Path[] made = new Path[1];
    assertThatThrownBy(() -> new ProofFile(null) {
      @Override
      int number(Inside inside, FileDescriptor descriptor) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
          for (Path each : all) {
            Path file = Files.isSymbolicLink(each) ? Files.readSymbolicLink(each) : each;
            made[0] = file.toString().contains(PREFIX) ? file : made[0];
          }
        }
        throw new IOException("on purpose");
      }
    }).hasMessage("on purpose");
    assertThat(made[0]).isNotNull().doesNotExist();
  }
}
