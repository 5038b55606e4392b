package io.pindown.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A folder as the documents suppose one: the agent's jar, an application and its libraries, and what the build made, under the names that
 * the documents have for them. {@code PID} in a command stands for a JVM that runs until the command has ended.
 */
final class Scratch {
  private static final long SECONDS = 120;
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin").toString();

  private final Path folder;
  private final Path root;

  Scratch(Path folder, Path root) throws IOException {
    this.root = root;
    this.folder = folder;
    Path agent = Path.of(System.getProperty("bench.agent.jar")).toRealPath();
    Files.createSymbolicLink(folder.resolve("pindown-agent.jar"), agent);
    Files.createDirectories(folder.resolve("agent"));
    for (String module : new String[] {"agent", "bench", "src-it", "nic"}) {
      Files.createDirectories(folder.resolve(module));
      Files.createSymbolicLink(folder.resolve(module).resolve("target"), root.resolve(module).resolve("target"));
    }
    Path application = application(folder.resolve("your-application.jar"));
    Files.copy(application, folder.resolve("app.jar"));
    Files.createDirectories(folder.resolve("lib"));
    Files.copy(application, folder.resolve("lib").resolve("library.jar"));
  }

  /** What is started as an application: says hello, and with an argument waits until its input ends. */
  public static final class Application {
    private Application() {}

    public static void main(String[] args) throws IOException {
      System.out.println("hello");
      if (args.length > 0) {
        while (System.in.read() >= 0) {}
      }
    }
  }

  /** Runs a command in the folder and returns what it printed; fails if it ends with another status than 0, or does not end. */
  String run(String command) throws IOException, InterruptedException {
    boolean needsTarget = command.matches(".*\\bPID\\b.*");
    Process target = needsTarget ? target() : null;
    try {
      String text = needsTarget ? command.replaceAll("\\bPID\\b", Long.toString(target.pid())) : command;
      Path out = folder.resolve("out.txt");
      ProcessBuilder builder = new ProcessBuilder("bash", "-c", text).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
      builder.environment().put("PATH", JAVA + ":" + System.getenv("PATH"));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("ROOT", root.toString());
      builder.environment().put("AGENT", folder.resolve("pindown-agent.jar").toString());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new AssertionError(text + " did not end within " + SECONDS + " s\n" + Files.readString(out));
      }
      assertThat(process.exitValue()).as(text + "\n" + Files.readString(out)).isZero();
      return Files.readString(out);
    } finally {
      if (target != null) {
        target.destroyForcibly().waitFor();
      }
    }
  }

  private Process target() throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA + "/java", "-XX:+EnableDynamicAgentLoading", "-jar", folder.resolve("your-application.jar").toString(), "wait"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.inputReader().readLine()).isEqualTo("hello");
    return process;
  }

  private static Path application(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Application.class.getName());
    String entry = Application.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(Application.class.getResourceAsStream("/" + entry).readAllBytes());
    }
    return file;
  }
}
