package io.pindown.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Prints how long a JVM takes that does next to nothing: without an agent, with an agent that does nothing, and with Pindown's, one after
 * the other in each round and in the other order in the next: {@code StartUp ROUNDS AGENT_JAR[,OTHER_AGENT_JAR...] JAVA_HOME...}. Wall-clock time, and the
 * processor time of all threads, which other processes disturb less; of both the median and the quartiles of the rounds, and of what each
 * agent takes more within a round. Of two builds of the agent the ratio counts. {@code -Dstartup.options="..."} has options for the JVM that are split at blanks, for all three.
 */
public final class StartUp {
  private StartUp() {}

  /** What is started: the least that a program can be. */
  public static final class Hello {
    private Hello() {}

    public static void main(String[] args) {
      System.out.println("hello");
    }
  }

  /** The least that an agent can be, with the same rights as Pindown's. */
  public static final class Nothing {
    private Nothing() {}

    public static void premain(String argument, Instrumentation instrumentation) {}
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("pindown-startup");
    Path application = jar(folder.resolve("hello.jar"), Hello.class, false);
    List<String> agents = new ArrayList<>();
    agents.add(null);
    agents.add(jar(folder.resolve("nothing.jar"), Nothing.class, true).toString());
    agents.addAll(Arrays.asList(args[1].split(",")));
    List<String> sides = new ArrayList<>(agents);
    sides.set(0, "no agent");
    sides.set(1, "an agent that does nothing");
    for (String home : Arrays.asList(args).subList(2, args.length)) {
      double[][][] millis = new double[sides.size()][2][rounds];
      for (int round = -1; round < rounds; round++) { // the first one only fills the page cache
        for (int turn = 0; turn < sides.size(); turn++) {
          int side = (round & 1) == 0 ? turn : sides.size() - 1 - turn;
          double[] taken = run(home, agents.get(side), application);
          for (int what = 0; round >= 0 && what < 2; what++) {
            millis[side][what][round] = taken[what];
          }
        }
      }
      for (int side = 0; side < sides.size(); side++) {
        System.out.printf(Locale.ROOT, "%s, %s: wall %s ms, CPU %s ms%s%n", home, sides.get(side), spread(millis[side][0]), spread(millis[side][1]),
            side == 0 ? "" : "; more: wall " + spread(less(millis[side][0], millis[0][0])) + ", CPU " + spread(less(millis[side][1], millis[0][1])));
      }
    }
    for (String name : new String[] {"hello.jar", "nothing.jar", "times"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  /** Wall-clock and processor time in milliseconds: bash tells both of the process that it has waited for. */
  private static double[] run(String home, String agent, Path application) throws IOException, InterruptedException {
    Path times = application.resolveSibling("times");
    List<String> command = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" 2>&1", "bash", Path.of(home, "bin", "java").toString()));
    for (String option : System.getProperty("startup.options", "").split(" ")) {
      if (!option.isEmpty()) {
        command.add(option);
      }
    }
    if (agent != null) {
      command.add("-javaagent:" + agent);
    }
    command.addAll(List.of("-cp", application.toString(), Hello.class.getName()));
    Process process = new ProcessBuilder(command).redirectError(times.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    if (status != 0 || !out.endsWith("hello\n")) {
      throw new IOException(command + " ended with status " + status + " and printed " + out);
    }
    String[] seconds = Files.readString(times).trim().split(" ");
    return new double[] {1e3 * Double.parseDouble(seconds[0]), 1e3 * (Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]))};
  }

  private static Path jar(Path file, Class<?> type, boolean isAgent) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (isAgent) {
      attributes.putValue("Premain-Class", type.getName());
      attributes.putValue("Can-Redefine-Classes", "true");
      attributes.putValue("Can-Retransform-Classes", "true");
      attributes.putValue("Can-Set-Native-Method-Prefix", "true");
    }
    String entry = type.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(type.getResourceAsStream("/" + entry).readAllBytes());
    }
    return file;
  }

  private static double[] less(double[] with, double[] without) {
    double[] more = new double[with.length];
    for (int i = 0; i < more.length; i++) {
      more[i] = with[i] - without[i];
    }
    return more;
  }

  private static String spread(double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return String.format(Locale.ROOT, "%.0f [%.0f .. %.0f]", sorted[n / 2], sorted[n / 4], sorted[n * 3 / 4]);
  }
}
