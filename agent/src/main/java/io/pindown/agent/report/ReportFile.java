package io.pindown.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a file that only this user may read, whole or not at all. */
public final class ReportFile {
  private ReportFile() {}

  /** Makes the file, or replaces it, by renaming another one in its folder. */
  public static void write(Path file, String text) throws IOException {
    Path place = file.toAbsolutePath();
    Path half = Files.createTempFile(place.getParent(), ".pindown-", ".new", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(half, text);
      Files.move(half, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }
}
