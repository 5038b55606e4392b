package io.pindown.nic.example;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Makes the example's native library, which a real NIC would have. */
final class MyNicLibrary {
  private MyNicLibrary() {}

  static Path build(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("mynic.c");
    try (InputStream in = MyNicLibrary.class.getResourceAsStream("/example/mynic.c")) {
      Files.copy(in, source);
    }
    Path library = folder.resolve("libmynic.so");
    Path log = folder.resolve("gcc.txt");
    Process gcc = new ProcessBuilder("gcc", "-O", "-shared", "-fPIC", "-o", library.toString(), source.toString())
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      gcc.destroyForcibly();
      throw new IllegalStateException("gcc: " + Files.readString(log));
    }
    return library;
  }
}
