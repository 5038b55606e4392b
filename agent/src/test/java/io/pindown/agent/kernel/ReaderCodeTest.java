package io.pindown.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the embedded bytes are what the source in {@code src/main/asm} is assembled to, so that nobody has to trust them. */
class ReaderCodeTest {
  private static final Path SOURCE = Path.of("src", "main", "asm", "reader.S");

  @Test
  void theBytesAreThoseOfTheSource(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "the reader is for x86-64");
    Path object = folder.resolve("reader.o");
    Path binary = folder.resolve("reader.bin");
    String failure = run(folder, "gcc", "-c", SOURCE.toAbsolutePath().toString(), "-o", object.toString());
    if (failure == null) {
      failure = run(folder, "objcopy", "-O", "binary", "-j", ".text", object.toString(), binary.toString());
    }
    if (failure != null && failure.startsWith("no ")) {
      System.out.println("SKIPPED ReaderCodeTest: " + failure);
      assertThat(System.getProperty("it.require", "")).doesNotContain("gcc");
      Assumptions.abort(failure);
    }
    assertThat(failure).isNull();
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(embedded())).isEqualTo(hex.formatHex(Files.readAllBytes(binary)));
  }

  private static byte[] embedded() throws ReflectiveOperationException {
    Method bytes = Class.forName("io.pindown.agent.kernel.ReaderCode").getDeclaredMethod("bytes");
    bytes.setAccessible(true);
    return (byte[]) bytes.invoke(null);
  }

  /** Null if it went well. */
  private static String run(Path folder, String... command) throws InterruptedException {
    Path said = folder.resolve("said.txt");
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(said.toFile()).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return command[0] + " does not end";
      }
      return process.exitValue() == 0 ? null : command[0] + " failed: " + Files.readString(said);
    } catch (IOException e) {
      return "no " + command[0] + " here: " + e.getMessage();
    }
  }
}
