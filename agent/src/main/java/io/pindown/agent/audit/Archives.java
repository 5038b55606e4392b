package io.pindown.agent.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads archives of classes, also those inside of archives. An entry that is broken or too large becomes a problem, and the rest is
 * read. At any time one class is in memory; an archive inside of another one is copied to a temporary file.
 */
final class Archives {
  static final String ENDINGS = ".jar, .war, .ear, .zip, .jmod";
  static final int LARGEST_CLASS = 16 << 20;
  static final String TOO_LARGE = "larger than 16 MiB: no class file";
  private static final long LARGEST_ARCHIVE = 2L << 30;
  private static final int DEEPEST = 4;

  private final Audit audit;
  private final int release;
  private int depth;

  Archives(Audit audit, int release) {
    this.audit = audit;
    this.release = release;
  }

  static boolean isArchive(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && (ENDINGS + ',').contains(name.substring(dot) + ',');
  }

  /** @param path what to call it */
  void read(Path file, String path) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      read(zip, path, Set.of());
    } catch (IOException | RuntimeException unreadable) {
      readUnlocked(file, path, unreadable);
    }
  }

  /** For an archive that cannot be opened: perhaps some entries are encrypted, and the others can be read. */
  private void readUnlocked(Path file, String path, Exception unreadable) {
    Path copy = null;
    try {
      copy = Files.createTempFile("pindown-audit-", ".zip");
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Set<String> locked = Locked.unmark(copy);
      if (locked.isEmpty()) {
        audit.problem(path, "not an archive that can be read: " + unreadable);
        return;
      }
      try (ZipFile zip = new ZipFile(copy.toFile())) {
        read(zip, path, locked);
      }
    } catch (IOException | RuntimeException again) {
      audit.problem(path, "not an archive that can be read: " + again);
    } finally {
      delete(copy);
    }
  }

  private void read(ZipFile zip, String path, Set<String> locked) {
    Library library = audit.library(path);
    library.coordinates(Coordinates.of(zip, path));
    Versions versions = new Versions(zip, isMultiRelease(zip, path), release);
    List<ZipEntry> archives = new ArrayList<>();
    for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
      ZipEntry entry = entries.nextElement();
      if (locked.contains(entry.getName())) {
        audit.problem(path + "!/" + entry.getName(), "the entry is encrypted");
      } else if (isArchive(entry.getName())) {
        archives.add(entry);
      } else if (versions.isRead(entry.getName())) {
        readClass(zip, entry, library, path + "!/" + entry.getName());
      }
    }
    for (ZipEntry archive : archives) {
      readInside(zip, archive, path + "!/" + archive.getName());
    }
  }

  private boolean isMultiRelease(ZipFile zip, String path) {
    try {
      return Versions.isMultiRelease(zip);
    } catch (IOException | RuntimeException broken) {
      audit.problem(path + "!/META-INF/MANIFEST.MF", "taken for one without versions: " + broken);
      return false;
    }
  }

  private void readClass(ZipFile zip, ZipEntry entry, Library library, String place) {
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes(LARGEST_CLASS + 1);
    } catch (IOException | RuntimeException broken) {
      audit.problem(place, "the entry cannot be read: " + broken);
      return;
    }
    if (bytes.length > LARGEST_CLASS) {
      audit.problem(place, TOO_LARGE);
    } else {
      audit.accept(library, place, bytes);
    }
  }

  private void readInside(ZipFile zip, ZipEntry entry, String place) {
    if (depth == DEEPEST) {
      audit.problem(place, "more than " + DEEPEST + " archives in one another");
      return;
    }
    Path copy = null;
    depth++;
    try (InputStream in = zip.getInputStream(entry)) {
      copy = Files.createTempFile("pindown-audit-", ".zip");
      if (copy(in, copy)) {
        read(copy, place);
      } else {
        audit.problem(place, "larger than 2 GiB");
      }
    } catch (IOException | RuntimeException broken) {
      audit.problem(place, "the archive inside cannot be read: " + broken);
    } finally {
      depth--;
      delete(copy);
    }
  }

  /** Whether it was copied whole. */
  private static boolean copy(InputStream in, Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long left = LARGEST_ARCHIVE;
      for (int read; (read = in.read(buffer)) > 0;) {
        left -= read;
        if (left < 0) {
          return false;
        }
        out.write(buffer, 0, read);
      }
      return true;
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException stays) {
      file.toFile().deleteOnExit();
    }
  }
}
