package io.pindown.agent.cli;

import io.pindown.agent.Excerpt;
import io.pindown.agent.TextFile;
import io.pindown.agent.cli.Refusal.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A process with a JVM in it, looked at from outside. */
final class JavaProcess {
  /** The manifest's attribute and value that have been in each version of the agent. */
  private static final String AGENT_CLASS = "Agent-Class";

  private static final String AGENT = "io.pindown.agent.Premain";
  private static final List<String> TAKES_VALUE = List.of(
      "-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path", "--add-modules", "--enable-native-access", "--add-reads", "--add-exports",
      "--add-opens", "--limit-modules", "--patch-module", "--describe-module", "-d");

  private final ProcessFiles files;

  private JavaProcess(ProcessFiles files) {
    this.files = files;
  }

  /** The JVMs that this user may ask, all users' if this is root; without this process. */
  static List<JavaProcess> all() throws IOException {
    List<JavaProcess> all = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      long[] pids = entries.map(entry -> entry.getFileName().toString()).filter(name -> name.chars().allMatch(Character::isDigit)).mapToLong(Long::parseLong).sorted().toArray();
      for (long pid : pids) {
        ProcessFiles files = new ProcessFiles(pid);
        try {
          if (pid != ProcessHandle.current().pid() && files.library() != null) {
            all.add(new JavaProcess(files));
          }
        } catch (IOException notOurs) {
          // or gone
        }
      }
    }
    return all;
  }

  /** @throws Refusal if there is none, or this user may not ask it */
  static JavaProcess of(long pid) throws Refusal {
    ProcessFiles files = new ProcessFiles(pid);
    if (files.hasEnded()) {
      throw new Refusal(Reason.NO_PROCESS, "there is no process " + pid + "; list shows the JVMs");
    }
    try {
      String owner = files.owner().getName();
      String self = new ProcessFiles(ProcessHandle.current().pid()).owner().getName();
      if (!owner.equals(self) && !isRoot()) {
        throw new Refusal(Reason.OTHER_USER, "process " + pid + " belongs to " + owner + ", this is " + self + ": run the command as " + owner);
      }
      if (files.library() == null) {
        throw new Refusal(Reason.NOT_A_JVM, "process " + pid + " has no JVM in it (no libjvm.so is mapped); list shows the JVMs");
      }
      return new JavaProcess(files);
    } catch (NoSuchFileException e) {
      throw new Refusal(Reason.NO_PROCESS, "process " + pid + " has just ended");
    } catch (IOException e) {
      throw new Refusal(Reason.OTHER_USER, "process " + pid + " cannot be looked at (" + e + "): run the command as its user, or as a root that may (CAP_SYS_PTRACE)");
    }
  }

  /** The number of the user who runs this command. */
  static int user() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static boolean isRoot() throws IOException {
    return user() == 0;
  }

  ProcessFiles files() {
    return files;
  }

  long pid() {
    return files.pid();
  }

  /** Flags of the VM that decide whether an attach can be; the last one on the command line wins. */
  boolean flag(String name, boolean otherwise) throws IOException {
    boolean on = otherwise;
    List<String> words = new ArrayList<>();
    words.addAll(Arrays.asList(files.environment("JAVA_TOOL_OPTIONS").split("\\s+")));
    words.addAll(Arrays.asList(files.environment("JDK_JAVA_OPTIONS").split("\\s+")));
    words.addAll(vmArguments());
    words.addAll(Arrays.asList(files.environment("_JAVA_OPTIONS").split("\\s+")));
    for (String word : words) {
      on = word.equals("-XX:+" + name) || !word.equals("-XX:-" + name) && on;
    }
    return on;
  }

  /** The words of the command line before the main class or jar. */
  private List<String> vmArguments() throws IOException {
    List<String> words = files.commandLine();
    int past = pastVmArguments(words);
    return words.subList(Math.min(1, words.size()), Math.min(past, words.size()));
  }

  private static int pastVmArguments(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-jar") || word.equals("-m") || word.equals("--module")) {
        return i + 1;
      }
      if (TAKES_VALUE.contains(word)) {
        i++;
      } else if (!word.startsWith("-") && !word.startsWith("@")) {
        return i;
      }
    }
    return words.size();
  }

  /** Main class, module or jar, without folders; the program's own name where a program starts the JVM itself. */
  String mainClass() throws IOException {
    List<String> words = files.commandLine();
    if (words.isEmpty()) {
      return "?";
    }
    boolean launcher = words.get(0).substring(words.get(0).lastIndexOf('/') + 1).equals("java"); // not javac, whose words are others
    int at = launcher ? pastVmArguments(words) : 0;
    String word = at < words.size() ? words.get(at) : words.get(0);
    return Excerpt.printable(word.endsWith(".jar") || at == 0 ? word.substring(word.lastIndexOf('/') + 1) : word);
  }

  /** The version in the JDK's release file; {@code ?} where it has none. */
  String jdk() throws IOException {
    Path library = files.library();
    Properties release = new Properties();
    try {
      Path home = library.getParent().getParent().getParent();
      release.load(new StringReader(TextFile.read(files.seen(home.resolve("release")).toString())));
    } catch (IOException | RuntimeException e) {
      return "?"; // or it has ended, or what it has there is no JDK
    }
    return Excerpt.printable(release.getProperty("JAVA_VERSION", "?").replace("\"", ""));
  }

  /** Options that the process was started with after {@code -javaagent:pindown-agent.jar}; null if it was started without it. */
  String agentOptions() throws IOException {
    List<String> words = new ArrayList<>(vmArguments());
    words.addAll(Arrays.asList(files.environment("JAVA_TOOL_OPTIONS").split("\\s+")));
    words.addAll(Arrays.asList(files.environment("JDK_JAVA_OPTIONS").split("\\s+")));
    for (String word : words) {
      if (word.startsWith("-javaagent:")) {
        String rest = word.substring("-javaagent:".length());
        int equals = rest.indexOf('=');
        String jar = equals < 0 ? rest : rest.substring(0, equals);
        if (isOurs(jar)) {
          return equals < 0 ? "" : rest.substring(equals + 1);
        }
      }
    }
    return null;
  }

  private boolean isOurs(String jar) {
    try {
      Path path = Path.of(jar);
      if (!path.isAbsolute()) {
        path = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid()), "cwd")).resolve(path);
      }
      try (JarFile file = new JarFile(files.seen(path).toFile())) {
        Manifest manifest = file.getManifest();
        return manifest != null && AGENT.equals(manifest.getMainAttributes().getValue(AGENT_CLASS));
      }
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
