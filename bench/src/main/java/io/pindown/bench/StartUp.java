package io.pindown.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints how long a JVM takes that does next to nothing, without an agent and with one, in turn: {@code StartUp RUNS AGENT_JAR
 * JAVA_HOME...}. Wall-clock milliseconds: median, quartiles, least.
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

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = Integer.parseInt(args[0]);
    String agent = "-javaagent:" + args[1];
    for (String home : Arrays.asList(args).subList(2, args.length)) {
      double[] without = new double[runs];
      double[] with = new double[runs];
      for (int i = 0; i < runs; i++) {
        without[i] = run(home, null);
        with[i] = run(home, agent);
      }
      print(home, "without", without);
      print(home, "with", with);
    }
  }

  private static double run(String home, String agent) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(home, "bin", "java").toString()));
    if (agent != null) {
      command.add(agent);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hello.class.getName()));
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
    int status = process.waitFor();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
    return millis;
  }

  private static void print(String home, String side, double[] millis) {
    Arrays.sort(millis);
    int n = millis.length;
    System.out.printf(
        "%s %s: median %.0f ms [%.0f .. %.0f], least %.0f%n", home, side, millis[n / 2], millis[n / 4], millis[n * 3 / 4], millis[0]);
  }
}
