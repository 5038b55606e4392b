package io.pindown.agent.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the command line names: jars and the like, class files, folders with any of them. */
final class Inputs {
  private final Audit audit;
  private final Archives archives;

  /** @param release of multi-release jars the classes for this feature release are read */
  Inputs(Audit audit, int release) {
    this.audit = audit;
    this.archives = new Archives(audit, release);
  }

  void read(Path input) {
    if (Files.isDirectory(input)) {
      readFolder(input);
    } else if (Archives.isArchive(input.toString())) {
      archives.read(input, input.toString());
    } else if (input.toString().endsWith(".class")) {
      readClass(audit.library(input.toString()), input);
    } else {
      audit.problem(input.toString(), "not a folder, " + Archives.ENDINGS + " or .class file");
    }
  }

  private void readFolder(Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    } catch (IOException | RuntimeException unreadable) {
      audit.problem(folder.toString(), "cannot be listed: " + unreadable);
      return;
    }
    Library library = audit.library(folder.toString());
    for (Path file : files) {
      if (Archives.isArchive(file.toString())) {
        archives.read(file, file.toString());
      } else if (file.toString().endsWith(".class")) {
        readClass(library, file);
      }
    }
  }

  private void readClass(Library library, Path file) {
    try {
      if (Files.size(file) > Archives.LARGEST_CLASS) {
        audit.problem(file.toString(), Archives.TOO_LARGE);
      } else {
        audit.accept(library, file.toString(), Files.readAllBytes(file));
      }
    } catch (IOException unreadable) {
      audit.problem(file.toString(), "cannot be read: " + unreadable);
    }
  }
}
