package io.pindown.counters;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * The folder of one user's counters files, {@code pindown-UID} below the temporary directory: the user's alone. One that is a link, another's, or
 * open to others is refused.
 */
final class CountersFolder {
  static final String SUFFIX = ".counters";

  private static final int MOST_COPIES = 16;

  private CountersFolder() {}

  /** Makes the file of this process, and removes those of processes that have ended. */
  static CountersFile create(Path temporary) throws IOException {
    Path self = Path.of("/proc/self");
    Path folder = temporary.resolve("pindown-" + Files.getAttribute(self, "unix:uid"));
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean ours = attributes.isDirectory() && attributes.owner().equals(Files.getOwner(self));
      if (!ours || !PosixFilePermissions.fromString("rwx------").equals(attributes.permissions())) {
        throw new IOException(folder + " is not a folder of this user alone, mode 0700");
      }
    }
    ProcessIdentity own = ProcessIdentity.own();
    removeStale(folder, own);
    for (int copy = 0; ; copy++) {
      try {
        return CountersFile.create(folder.resolve(own.pid() + (copy == 0 ? "" : "-" + copy) + SUFFIX), own);
      } catch (FileAlreadyExistsException e) { // of another copy of this class in this process, or of another container
        if (copy == MOST_COPIES) {
          throw e;
        }
      }
    }
  }

  /** Those of other containers are left to them. */
  private static void removeStale(Path folder, ProcessIdentity own) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(SUFFIX)) {
          ProcessIdentity of = CountersView.identity(file);
          if (of != null && of.namespace() == own.namespace() && !of.runs()) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }
}
