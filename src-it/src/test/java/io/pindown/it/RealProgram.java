package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program that uses a library of others.
 *
 * @param name as the test is called
 * @param library whose jars, below {@code libraries}
 * @param sources whose programs, below {@code src/world}
 * @param main the program
 * @param arguments its arguments, {@code key=value}
 * @param since the first JDK that the library runs on
 * @param flags what the library asks for
 */
record RealProgram(
    String name, String library, List<String> sources, String main, List<String> arguments, int since, List<String> flags) {
  static final Duration LIMIT = Duration.ofSeconds(240);

  private static final String WORLD = "io.pindown.it.world.";

  /** Those of the default build are on one JDK, with little to do; the profile has all, on all. */
  static List<RealProgram> all() {
    List<RealProgram> programs = new ArrayList<>();
    for (String netty : List.of("netty-4.1", "netty-4.2", "netty-native")) {
      programs.add(netty(netty, netty + "-buffers", "NettyBuffers"));
      programs.add(netty(netty, netty + "-http-nio", "NettyHttp", "transport=nio"));
    }
    programs.add(netty("netty-native", "netty-native-http-epoll", "NettyHttp", "transport=epoll"));
    programs.add(netty("netty-native", "netty-native-http-io_uring", "NettyHttp", "transport=io_uring"));
    programs.add(aeron("agrona-buffers", "AgronaBuffers"));
    programs.add(aeron("aeron-ping-pong", "AeronPingPong"));
    programs.add(new RealProgram("lucene-9", "lucene-9", List.of("lucene"), WORLD + "lucene.LuceneSearch", List.of(), 17, List.of()));
    programs.add(new RealProgram("lucene-10", "lucene-10", List.of("lucene"), WORLD + "lucene.LuceneSearch", List.of(), 21, List.of()));
    programs.add(new RealProgram(
        "chronicle-queue", "chronicle", List.of("chronicle"), WORLD + "chronicle.QueueRolls", List.of(), 17, CHRONICLE));
    programs.add(new RealProgram(
        "kafka", "kafka", List.of("kafka"), WORLD + "kafka.KafkaRoundTrip", List.of(), 17, List.of("-Xmx768m")));
    return programs;
  }

  /** What Chronicle's own documentation asks for on 17 and later. */
  private static final List<String> CHRONICLE = List.of(
      "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
      "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
      "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
      "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
      "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
      "--add-opens=java.base/java.io=ALL-UNNAMED",
      "--add-opens=java.base/java.util=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
      "-Dchronicle.analytics.disable=true",
      "-Dchronicle.disk.monitor.disable=true");

  private static RealProgram netty(String library, String name, String main, String... arguments) {
    List<String> sources = library.equals("netty-native") ? List.of("netty", "netty-native") : List.of("netty");
    return new RealProgram(name, library, sources, WORLD + "netty." + main, List.of(arguments), 17, List.of());
  }

  private static RealProgram aeron(String name, String main) {
    return new RealProgram(name, "aeron", List.of("aeron"), WORLD + "aeron." + main, List.of(), 17,
        List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
  }

  /** {@code options} are the agent's; null for none. */
  JvmBuilder on(Jdk jdk, String leg, String options, String... more) {
    String test = "world/" + name + "/" + leg;
    JvmBuilder builder = options == null ? Programs.withoutAgent(jdk, test) : Programs.withAgent(jdk, test, options);
    List<String> all = new ArrayList<>(arguments);
    all.addAll(Arrays.asList(more));
    return LibraryPrograms.with(builder.optimizing(), jdk, library, sources).flags(flags).main(main, all.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return name;
  }
}
