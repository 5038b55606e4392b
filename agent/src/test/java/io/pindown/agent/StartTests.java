package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A program that prints one line, other programs, and agents of which a part is missing, for tests of the packaged agent in real JVMs. */
abstract class StartTests {
  static final String[] VERIFY = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};

  @TempDir static Path classes;

  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream();
  }

  static Stream<Jdk> jdksWithFfm() {
    return jdks().filter(jdk -> jdk.feature() >= 21);
  }

  /** A precompiled class, since the source launcher's own output would hide what is to be compared. */
  @BeforeAll
  static void compileHello() throws URISyntaxException {
    int exit = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "--release", "17", "-d", classes.toString(), app("Hello"));
    assertThat(exit).isZero();
  }

  static Result hello(ForkedJvm jvm) throws IOException, InterruptedException {
    return jvm.run("-cp", classes.toString(), "Hello");
  }

  static String app(String name) throws URISyntaxException {
    return Path.of(StartTests.class.getResource("/apps/" + name + ".java").toURI()).toString();
  }

  static Path without(String missing, Path folder) throws IOException {
    return without(missing, ForkedJvm.agentJar(), folder);
  }

  static Path without(String missing, Path agent, Path folder) throws IOException {
    Path broken = Files.copy(agent, folder.resolve(missing.replace('/', '-') + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(broken)) {
      Files.delete(jar.getPath(missing));
    }
    return broken;
  }
}
