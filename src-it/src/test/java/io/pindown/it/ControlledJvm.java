package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.pindown.it.app.HoldingAgent;
import io.pindown.it.app.LookingAgent;
import io.pindown.it.jvm.ForkedJvm;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A JVM whose program meets the test and goes on when it is told to. */
final class ControlledJvm implements AutoCloseable {
  private final ForkedJvm jvm;
  private final Path folder;
  private int looks;

  private ControlledJvm(ForkedJvm jvm, Path folder) {
    this.jvm = jvm;
    this.folder = folder;
  }

  /** Started, and ready. */
  static ControlledJvm start(JvmBuilder builder) {
    return start(builder, "");
  }

  /** Started, and at its first meeting, which has a name. */
  static ControlledJvm start(JvmBuilder builder, String meeting) {
    ControlledJvm started = new ControlledJvm(builder.start(), builder.folder());
    started.awaitReady(meeting);
    return started;
  }

  /** Waits until the program is at a meeting. */
  void awaitReady(String meeting) {
    Path ready = folder.resolve(file("ready", meeting));
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(ready) || !isAlive());
    if (!isAlive()) {
      throw new AssertionError("ended before it was ready\n" + jvm.await(Programs.LIMIT));
    }
  }

  private static String file(String what, String meeting) {
    return meeting.isEmpty() ? what : what + "-" + meeting;
  }

  String pid() {
    return Long.toString(jvm.pid());
  }

  boolean isAlive() {
    return jvm.isAlive();
  }

  /** Sends it a signal. */
  void signal(String name) {
    AgentCommand.of(List.of("kill", "-" + name, pid())).expect(0);
  }

  /** Has a LookingAgent look; returns the folder with what it saw. */
  Path look() {
    Path looked = folder.resolve("looked-" + ++looks);
    try {
      if (Files.exists(looked)) {
        try (Stream<Path> files = Files.list(looked)) {
          files.forEach(file -> file.toFile().delete());
        }
      }
      VirtualMachine machine = VirtualMachine.attach(pid());
      machine.loadAgent(ProgramJar.agent(LookingAgent.class).toString(), looked.toString());
      machine.detach();
    } catch (Exception e) {
      throw new AssertionError("cannot look at " + pid(), e);
    }
    return looked;
  }

  /** Has nobody's attach answered before what this returns is closed. */
  AutoCloseable hold() throws Exception {
    Path held = Files.createTempDirectory("pindown-it-held-");
    Thread holding = new Thread(() -> {
      try {
        VirtualMachine machine = VirtualMachine.attach(pid());
        machine.loadAgent(ProgramJar.agent(HoldingAgent.class).toString(), held.toString());
        machine.detach();
      } catch (Exception e) {
        // the process was killed
      }
    });
    holding.start();
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(held.resolve("held")));
    return () -> {
      Files.createFile(held.resolve("let-go"));
      holding.join(60_000);
      assertThat(holding.isAlive()).isFalse();
      Files.delete(held.resolve("let-go"));
      Files.delete(held.resolve("held"));
      Files.delete(held);
    };
  }

  /** Waits until somebody has put a request below this folder. */
  static void awaitRequest(Path temporary) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> {
      try (Stream<Path> folders = Files.list(temporary)) {
        return folders.anyMatch(folder -> folder.getFileName().toString().startsWith("pindown-control-") && Files.exists(folder.resolve("request")));
      } catch (UncheckedIOException e) {
        return false;
      }
    });
  }

  /** Waits until the agent's status says so of the only cache. */
  void awaitCached(Jdk asking, int live) {
    awaitCached(pid(), asking, live);
  }

  /**
   * Until a program that uses so many buffers over and over has them cached, and was served from the cache only, between two looks: what is in the
   * cache by itself may be there still from before the hooks were in doubt, and be on its way out.
   */
  void awaitCached(String asked, Jdk asking, int live) {
    long[] last = {-1, -1};
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(() -> {
      AgentCommand status = AgentCommand.run(asking, "status", asked, "--json");
      if (!status.out().contains("\"cache\":[") || CommandsIT.number(status, "live") != live) {
        return false;
      }
      long hits = CommandsIT.number(status, "hits");
      long misses = CommandsIT.number(status, "misses");
      boolean served = misses == last[1] && hits > last[0] + live;
      last[0] = hits;
      last[1] = misses;
      return served;
    });
  }

  /** A number of bytes in a line of {@code /proc/PID/status}, as VmPin. */
  long memory(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc", pid(), "status")).stream().filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).sum();
  }

  /** Lets it go on and waits for its end. */
  JvmResult go() throws IOException {
    return go("");
  }

  /** The same from a later meeting of that name. */
  JvmResult go(String meeting) throws IOException {
    goOn(meeting);
    return await();
  }

  /** Lets it go on, to the next meeting. */
  void goOn(String meeting) throws IOException {
    Files.createFile(folder.resolve(file("go", meeting)));
  }

  /** Waits for its end. */
  JvmResult await() {
    return jvm.await(Programs.LIMIT);
  }

  @Override
  public void close() {
    jvm.close();
  }
}
