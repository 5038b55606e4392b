package io.pindown.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;

/**
 * Prints how long a JVM takes that does next to nothing: without an agent, with an agent that does nothing, with {@link PlainAgent}, and with Pindown's, one after
 * the other in each round and in the other order in the next: {@code StartUp ROUNDS AGENT_JAR[,OTHER_AGENT_JAR...] JAVA_HOME...}. Wall-clock time, and the
 * processor time of all threads, which other processes disturb less; of both the median and the quartiles of the rounds, and of what each
 * agent takes more within a round. Of two builds of the agent the ratio counts. {@code -Dstartup.options="..."} has options for the JVM that are split at blanks, for all of them;
 * {@code -Dstartup.aot=true} has all of them started with an ahead-of-time cache of the program, made as docs/start-up.md says: JDK 25 or later.
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
    Path application = jar(folder.resolve("hello.jar"), null, entry(Hello.class));
    Path hook = jar(folder.resolve("hook.jar"), null, entry(PlainAgent.Hook.class));
    Path plain = jar(folder.resolve("plain.jar"), PlainAgent.class, plainAgent());
    List<String> agents = new ArrayList<>();
    agents.add(null);
    agents.add(jar(folder.resolve("nothing.jar"), Nothing.class, entry(Nothing.class)).toString());
    agents.add(plain + "=" + hook);
    agents.add(plain + "=careful:" + hook);
    agents.addAll(Arrays.asList(args[1].split(",")));
    List<String> sides = new ArrayList<>(agents);
    sides.set(0, "no agent");
    sides.set(1, "an agent that does nothing");
    sides.set(2, "a plain ASM agent");
    sides.set(3, "a careful one");
    for (String home : Arrays.asList(args).subList(2, args.length)) {
      List<String> options = options(home, application);
      double[][][] millis = new double[sides.size()][2][rounds];
      for (int round = -1; round < rounds; round++) { // the first one only fills the page cache
        for (int turn = 0; turn < sides.size(); turn++) {
          int side = (round & 1) == 0 ? turn : sides.size() - 1 - turn;
          double[] taken = run(home, options, agents.get(side), application);
          for (int what = 0; round >= 0 && what < 2; what++) {
            millis[side][what][round] = taken[what];
          }
        }
      }
      for (int side = 0; side < sides.size(); side++) {
        System.out.printf(Locale.ROOT, "%s, %s: wall %s ms, CPU %s ms%s%s%n", home, sides.get(side), spread(millis[side][0]), spread(millis[side][1]),
            side == 0 ? "" : "; more: wall " + spread(less(millis[side][0], millis[0][0])) + ", CPU " + spread(less(millis[side][1], millis[0][1])),
            side < 4 ? "" : "; more than without, of the plain agent's: " + ratio(millis[side][0], millis[2][0], millis[0][0])
                + ", of the careful one's: " + ratio(millis[side][0], millis[3][0], millis[0][0]));
      }
    }
    for (String name : new String[] {"hello.jar", "nothing.jar", "plain.jar", "hook.jar", "times", "hello.aot"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  /** The options of each JVM. */
  private static List<String> options(String home, Path application) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    for (String option : System.getProperty("startup.options", "").split(" ")) {
      if (!option.isEmpty()) {
        options.add(option);
      }
    }
    if (Boolean.getBoolean("startup.aot")) {
      options.addAll(List.of("--add-modules", "java.instrument"));
      List<String> training = new ArrayList<>(options);
      training.add("-XX:AOTCacheOutput=" + application.resolveSibling("hello.aot"));
      run(home, training, null, application);
      options.addAll(List.of("-XX:AOTCache=" + application.resolveSibling("hello.aot"), "-XX:AOTMode=on"));
    }
    return options;
  }

  /** Wall-clock and processor time in milliseconds: bash tells both of the process that it has waited for. */
  private static double[] run(String home, List<String> options, String agent, Path application) throws IOException, InterruptedException {
    Path times = application.resolveSibling("times");
    List<String> command = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" 2>&1", "bash", Path.of(home, "bin", "java").toString()));
    command.addAll(options);
    if (agent != null) {
      command.add("-javaagent:" + agent);
    }
    command.addAll(List.of("-cp", application.toString(), Hello.class.getName()));
    Process process = new ProcessBuilder(command).redirectError(times.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    if (status != 0 || !out.startsWith("hello\n") && !out.endsWith("hello\n")) {
      throw new IOException(command + " ended with status " + status + " and printed " + out);
    }
    String[] seconds = Files.readString(times).trim().split(" ");
    return new double[] {1e3 * Double.parseDouble(seconds[0]), 1e3 * (Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]))};
  }

  private static String entry(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  /** The names of its class files: its own, and ASM's out of the jar that this class comes from. */
  private static String[] plainAgent() throws IOException {
    List<String> names = new ArrayList<>(List.of(entry(PlainAgent.class), entry(PlainAgent.class).replace(".class", "$Calls.class"),
        entry(PlainAgent.class).replace(".class", "$Call.class")));
    try (JarFile own = new JarFile(URLDecoder.decode(ClassReader.class.getProtectionDomain().getCodeSource().getLocation().getPath(), StandardCharsets.UTF_8))) {
      own.stream().map(ZipEntry::getName).filter(name -> name.matches("org/objectweb/asm/[^/]+\\.class")).forEach(names::add);
    }
    return names.toArray(new String[0]);
  }

  /** @param agent whose {@code premain} is the agent's; null for no agent */
  private static Path jar(Path file, Class<?> agent, String... entries) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (agent != null) {
      attributes.putValue("Premain-Class", agent.getName());
      attributes.putValue("Can-Redefine-Classes", "true");
      attributes.putValue("Can-Retransform-Classes", "true");
      attributes.putValue("Can-Set-Native-Method-Prefix", "true");
    }
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
        jar.write(StartUp.class.getResourceAsStream("/" + entry).readAllBytes());
      }
    }
    return file;
  }

  /** The median of a round's ratio, and the quartiles. */
  private static String ratio(double[] side, double[] reference, double[] without) {
    double[] ratios = new double[side.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (side[i] - without[i]) / (reference[i] - without[i]);
    }
    Arrays.sort(ratios);
    int n = ratios.length;
    return String.format(Locale.ROOT, "%.2f [%.2f .. %.2f]", ratios[n / 2], ratios[n / 4], ratios[n * 3 / 4]);
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
