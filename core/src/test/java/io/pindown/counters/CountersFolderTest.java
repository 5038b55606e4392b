package io.pindown.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files are in the folder, and whose folder it may be. */
class CountersFolderTest {
  private static final long NO_PROCESS = 4194305; // above the largest that Linux gives

  @TempDir private Path temporary;
  private Path folder;
  private ProcessIdentity own;

  @BeforeEach
  void look() throws IOException {
    folder = temporary.resolve("pindown-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    own = ProcessIdentity.own();
  }

  private Path left(String name, ProcessIdentity of) throws IOException {
    return CountersFile.create(folder.resolve(name), of).path();
  }

  @Test
  void theFolderIsTheUsersAndTheFileTheProcesss() throws IOException {
    assertThat(CountersFolder.create(temporary).path()).isEqualTo(folder.resolve(own.pid() + ".counters"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
  }

  @Test
  void moreThanOneCopyOfTheClassHasAFileEachUpToABound() throws IOException {
    CountersFolder.create(temporary);
    for (int copy = 1; copy <= 16; copy++) {
      assertThat(CountersFolder.create(temporary).path()).isEqualTo(folder.resolve(own.pid() + "-" + copy + ".counters"));
    }
    assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> CountersFolder.create(temporary));
  }

  @Test
  void whatEndedProcessesOfThisNamespaceLeftIsRemoved() throws IOException {
    CountersFolder.create(temporary);
    Path stale = left("1.counters", new ProcessIdentity(NO_PROCESS, 1, own.namespace()));
    Path earlier = left("2.counters", new ProcessIdentity(own.pid(), own.start() - 1, own.namespace()));
    Path elsewhere = left("3.counters", new ProcessIdentity(NO_PROCESS, 1, own.namespace() + 1));
    Path other = Files.createFile(folder.resolve("4.counters"));
    Path first = folder.resolve(own.pid() + ".counters");
    CountersFolder.create(temporary);
    assertThat(stale).doesNotExist();
    assertThat(earlier).as("another process with this one's number").doesNotExist();
    assertThat(elsewhere).as("another container's").exists();
    assertThat(other).as("nobody knows whose").exists();
    assertThat(first).as("that process runs").exists();
  }

  @Test
  void aFolderThatIsOpenToOthersIsRefused() throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> CountersFolder.create(temporary)).withMessageContaining("mode 0700");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLinkToAFolderIsRefused() throws IOException {
    Path target = Files.createDirectory(temporary.resolve("target"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createSymbolicLink(folder, target);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> CountersFolder.create(temporary)).withMessageContaining("mode 0700");
    assertThat(target).isEmptyDirectory();
  }

  /** Whatever the name of its program, which is in the same line of /proc. */
  @Test
  void aLaterProcessHasALaterStart() throws Exception {
    Path program = Files.copy(Path.of("/bin/bash"), temporary.resolve("x) 1 (2"), StandardCopyOption.COPY_ATTRIBUTES);
    Process later = new ProcessBuilder(program.toString(), "-c", "echo begun; read line").start();
    try {
      assertThat(later.inputReader().readLine()).isEqualTo("begun");
      Path proc = Path.of("/proc", Long.toString(later.pid()));
      assertThat(Files.readString(proc.resolve("stat"))).contains("(x) 1 (2)");
      double sinceBoot = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
      assertThat(ProcessIdentity.start(proc)).isGreaterThan(own.start()).isLessThan((long) (100 * sinceBoot) + 100); // hundredths of a second
      assertThat(new ProcessIdentity(later.pid(), ProcessIdentity.start(proc), own.namespace()).runs()).isTrue();
    } finally {
      later.destroyForcibly().waitFor();
    }
  }
}
