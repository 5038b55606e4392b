package io.pindown.it.app;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;

/** A file that loses its pages while it is mapped: the address stays, what lies there does not. */
final class TruncationPaths {
  private static final int FILE = 700_001;

  private TruncationPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("truncate-channel", scene -> changed(scene, file -> file.channel.truncate(8_209)));
    paths.put("truncate-random-access-file", scene -> changed(scene, TruncationPaths::setLength));
    paths.put("truncate-file-output-stream", scene -> changed(scene, file -> new FileOutputStream(file.path.toFile()).close()));
    paths.put("truncate-files-write", scene -> changed(scene, file -> Files.write(file.path, new byte[8_209])));
    paths.put("truncate-open-option", scene -> changed(scene, file -> FileChannel.open(file.path, WRITE, TRUNCATE_EXISTING).close()));
    paths.put("truncate-secure-directory", scene -> changed(scene, TruncationPaths::openInDirectory));
    paths.put("truncate-not-appended", scene -> changed(scene, file -> new FileOutputStream(file.path.toFile(), true).close()));
    paths.put("truncate-not-opened", scene -> changed(scene, file -> FileChannel.open(file.path, READ, WRITE, CREATE).close()));
    paths.put("truncate-not-replaced", scene -> changed(scene, TruncationPaths::replace));
  }

  private interface Change {
    void to(MappedFile file) throws Exception;
  }

  private static void setLength(MappedFile file) throws Exception {
    try (RandomAccessFile opened = new RandomAccessFile(file.path.toFile(), "rw")) {
      opened.setLength(8_209);
    }
  }

  @SuppressWarnings("unchecked")
  private static void openInDirectory(MappedFile file) throws Exception {
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(file.path.getParent())) {
      ((SecureDirectoryStream<Path>) directory).newByteChannel(file.path.getFileName(), Set.of(WRITE, TRUNCATE_EXISTING)).close();
    }
  }

  /** The file of that name is another one then; the mapping is still of the first. */
  private static void replace(MappedFile file) throws Exception {
    Path other = Files.createTempFile(file.path.getParent(), "other", ".bin");
    Files.copy(other, file.path, StandardCopyOption.REPLACE_EXISTING);
    Files.move(other, file.path, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void changed(Scene scene, Change change) throws Exception {
    try (MappedFile file = new MappedFile(FILE)) {
      MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, FILE);
      scene.watch("mapping", OffHeap.address(buffer), FILE);
      scene.step("mapped");
      change.to(file);
      scene.note("size", file.channel.size());
      scene.step("truncated");
      scene.watch("again", OffHeap.address(buffer), FILE);
      OffHeap.invokeCleaner(buffer);
      scene.step("unmapped");
    }
  }
}
