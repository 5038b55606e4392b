package io.pindown.it.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What tests recorded: a file a cell, written beside and moved into place, so that threads and JVMs need not know of each other. A later
 * run writes over the cells that it proves again; each file names the run that wrote it.
 */
final class CellFiles {
  private static final String SEPARATOR = "\t";
  private static final String OMITTED = "omitted";

  private final Path folder;
  private final String run;

  CellFiles(Path folder, String run) {
    this.folder = folder;
    this.run = run;
  }

  /** The run is the build's, so that several test JVMs of one build have one. */
  static CellFiles ofThisRun() {
    return new CellFiles(Path.of("target", "coverage").toAbsolutePath(), System.getProperty("it.run", "by-hand"));
  }

  void write(Cell cell) {
    write(cell.key() + " " + cell.test(), cell.path(), String.valueOf(cell.jdk()), cell.attach().name(), cell.state().name(), cell.test());
  }

  void write(Omission omission) {
    write(omission.path() + " " + OMITTED, omission.path(), OMITTED, omission.reason().replaceAll("\\s+", " "));
  }

  private void write(String name, String... fields) {
    Path file = folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8) + ".cell");
    try {
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, "half", ".tmp");
      Files.writeString(half, run + SEPARATOR + String.join(SEPARATOR, fields) + "\n");
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cells of this run, or of all runs since the folder was cleaned. */
  List<Cell> cells(boolean allRuns) {
    return lines(allRuns, fields -> !fields[2].equals(OMITTED)).stream()
        .map(fields -> new Cell(fields[1], Integer.parseInt(fields[2]), Attach.valueOf(fields[3]), State.valueOf(fields[4]), fields[5]))
        .toList();
  }

  List<Omission> omissions(boolean allRuns) {
    return lines(allRuns, fields -> fields[2].equals(OMITTED)).stream().map(fields -> new Omission(fields[1], fields[3])).toList();
  }

  private List<String[]> lines(boolean allRuns, Predicate<String[]> wanted) {
    List<String[]> lines = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(file -> file.toString().endsWith(".cell")).sorted().toList()) {
          String[] fields = Files.readString(file).strip().split(SEPARATOR);
          if ((allRuns || fields[0].equals(run)) && wanted.test(fields)) {
            lines.add(fields);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }
}
