package io.pindown.it.app;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Random steps on two files through RandomAccessFile, among them setLength, and what each of them gave: results, positions, contents,
 * exceptions. Argument: a seed. Two runs of one seed are the same, however setLength is done.
 */
public final class LengthsApp {
  private static final int STEPS = 4_001;
  private static final int SPAN = 30_011;

  private LengthsApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    Random random = new Random(Long.parseLong(args[0]));
    Path[] paths = {temporary(), temporary()};
    CRC32 log = new CRC32();
    try (RandomAccessFile first = new RandomAccessFile(paths[0].toFile(), "rw");
        RandomAccessFile second = new Contrary(paths[1].toFile())) {
      for (int step = 0; step < STEPS; step++) {
        String line = step(step % 3 == 0 ? second : first, random);
        log.update((line + "\n").getBytes("US-ASCII"));
        if (step % 1_000 == 0) {
          artefact.put("step-" + step, line);
        }
      }
    }
    artefact.put("log", log.getValue());
    for (int i = 0; i < paths.length; i++) {
      CRC32 contents = new CRC32();
      contents.update(Files.readAllBytes(paths[i]));
      artefact.put("contents-" + i, Files.size(paths[i]) + " " + contents.getValue());
    }
    edges(artefact, paths[0]);
    for (Path path : paths) {
      Files.delete(path);
    }
    artefact.write();
  }

  private static Path temporary() throws IOException {
    return Files.createTempFile(Path.of("").toAbsolutePath(), "lengths", ".bin");
  }

  private static String step(RandomAccessFile file, Random random) {
    int number = random.nextInt(SPAN);
    byte[] bytes = new byte[random.nextInt(513)];
    random.nextBytes(bytes);
    try {
      switch (random.nextInt(6)) {
        case 0:
          file.setLength(number);
          return "length " + number + state(file);
        case 1:
          file.setLength(-number);
          return "shorter than nothing" + state(file);
        case 2:
          file.getChannel().position(number);
          return "position" + state(file);
        case 3:
          file.write(bytes);
          return "written" + state(file);
        case 4:
          return "read " + file.read(bytes) + state(file);
        default:
          file.getChannel().truncate(number);
          return "truncated" + state(file);
      }
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  private static String state(RandomAccessFile file) throws IOException {
    return " at " + file.getChannel().position() + " of " + file.getChannel().size();
  }

  /** What no random step does. */
  private static void edges(Artefact artefact, Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      artefact.put("read-only", outcome(file, 7));
    }
    RandomAccessFile closed = new RandomAccessFile(path.toFile(), "rw");
    closed.close();
    artefact.put("closed", outcome(closed, 7));
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(5_000_000_019L);
      artefact.put("huge", outcome(file, 5_000_000_011L) + state(file));
      artefact.put("too-huge", outcome(file, Long.MAX_VALUE) + state(file));
      artefact.put("least", outcome(file, Long.MIN_VALUE) + state(file));
      artefact.put("none", outcome(file, 0) + state(file));
    }
    try (RandomAccessFile nowhere = new RandomAccessFile("/dev/null", "rw")) {
      artefact.put("device", outcome(nowhere, 7));
    }
  }

  private static String outcome(RandomAccessFile file, long length) {
    try {
      file.setLength(length);
      return "done";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Overrides what setLength might be thought to call. */
  private static final class Contrary extends RandomAccessFile {
    Contrary(File file) throws FileNotFoundException {
      super(file, "rw");
    }

    @Override
    public long getFilePointer() {
      return 3;
    }

    @Override
    public void seek(long position) {
      throw new IllegalStateException("not to be called");
    }

    @Override
    public long length() {
      throw new IllegalStateException("not to be called");
    }
  }
}
