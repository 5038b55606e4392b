package io.pindown.it.guest;

import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs JVMs one after the other in a guest that has the RDMA device rxe0 over lo, and root. A boot takes seconds, so a test class collects
 * its programs and has them run at once:
 *
 * <pre>
 *   GuestRequirement.check();
 *   Guest guest = new Guest("verbs");
 *   JvmBuilder blind = Programs.withoutAgent(jdk, guest.test("blind")).main(MAIN, "blind");
 *   guest.add(blind);
 *   ...
 *   Map&lt;JvmBuilder, JvmResult&gt; results = guest.run(Duration.ofSeconds(120));
 * </pre>
 *
 * <p>A program finds the same files at the same paths as on this machine, and may write to its own folder and below; all else that it
 * writes is the guest's memory. Everything is some ten times slower than here.
 *
 * <p>What fails is told apart. A program that ends with another exit code than wanted, or over its limit (124, or 137 if its JVM has not
 * even ended then; its stacks are in its stdout), is the test's failure. That the guest does not come up or get to the end, or that a JVM
 * crashes with an hs_err file, may be the emulator's fault: it is printed, and those programs run once more in another guest. If
 * that happens again it is a failure, too.
 */
public final class Guest {
  private static final Path RUN = Path.of("guest", "run.sh").toAbsolutePath();
  private static final int TRIES = 2;
  private static final Duration BOOT = Duration.ofSeconds(60);
  private static final int ABORTED = 134;

  private final String suite;
  private final Path work;
  private final List<JvmBuilder> programs = new ArrayList<>();
  private final Map<JvmBuilder, List<String>> wrappers = new HashMap<>();
  private final List<String> preamble = new ArrayList<>();

  /** {@code suite} names the folder {@code target/it/guest/<suite>}: no two guests that may run at the same time share it. */
  public Guest(String suite) {
    this.suite = suite;
    this.work = Path.of("target", "it", "guest", suite).toAbsolutePath();
  }

  /** The name for a program's {@link JvmBuilder}, so that its folder is where the guest can write to. */
  public String test(String name) {
    return "guest/" + suite + "/" + name;
  }

  /** A line of shell to run before the programs, such as one that makes a second device; its failure is the guest's. */
  public Guest before(String command) {
    preamble.add(command);
    return this;
  }

  /** {@code wrapper}: the words of a command that runs a command, to be put before the JVM's, such as {@code prlimit}. */
  public Guest add(JvmBuilder program, String... wrapper) {
    if (!program.folder().startsWith(work)) {
      throw new IllegalArgumentException(program.folder() + " is not below " + work + ": name the program's test by test()");
    }
    programs.add(program);
    wrappers.put(program, List.of(wrapper));
    return this;
  }

  /**
   * Runs all, in the order in which they were added.
   *
   * @param limit for each program
   * @throws AssertionError if the guest fails twice
   */
  public Map<JvmBuilder, JvmResult> run(Duration limit) {
    Map<JvmBuilder, JvmResult> results = new LinkedHashMap<>();
    List<JvmBuilder> left = List.copyOf(programs);
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      int status = boot(left, limit);
      List<JvmBuilder> again = new ArrayList<>();
      for (JvmBuilder program : left) {
        JvmResult result = result(program);
        if (result == null || crashed(result)) {
          again.add(program);
          String what = "GUEST " + suite + ", attempt " + attempt + ": " + (result == null ? "did not run" : "crashed") + ": " + program.folder();
          System.out.println(what + (result == null ? "; the guest's status was " + status : "; " + keepCrash(program, attempt)));
        }
        if (result != null) {
          results.put(program, result);
        }
      }
      if (!again.isEmpty() && attempt == TRIES) {
        throw new AssertionError("the guest failed " + TRIES + " times, at last with status " + status + ", at " + folders(again) + "\n" + console());
      }
      left = again;
    }
    return results;
  }

  private static List<Path> folders(List<JvmBuilder> programs) {
    return programs.stream().map(JvmBuilder::folder).toList();
  }

  private int boot(List<JvmBuilder> programs, Duration limit) {
    StringBuilder script = new StringBuilder("#!/bin/bash\n");
    preamble.forEach(line -> script.append(line).append(" || exit 125\n"));
    for (JvmBuilder program : programs) {
      script.append("echo ").append(quoted(program.folder().toString())).append("; cd ").append(quoted(program.folder().toString()));
      script.append(" && env");
      program.environment().forEach((name, value) -> script.append(' ').append(quoted(name + "=" + value)));
      // the JVM answers SIGQUIT with its stacks
      script.append(" timeout -s QUIT -k 10 ").append(limit.toSeconds());
      wrappers.get(program).forEach(word -> script.append(' ').append(quoted(word)));
      program.prepare().forEach(word -> script.append(' ').append(quoted(word)));
      script.append(" >stdout.txt 2>stderr.txt </dev/null; echo $? >exit.txt\n");
    }
    script.append("exit 0\n");
    try {
      Files.createDirectories(work);
      Files.writeString(work.resolve("programs.sh"), script);
      long seconds = BOOT.plus(limit.plusSeconds(15).multipliedBy(programs.size())).toSeconds();
      ProcessBuilder builder = new ProcessBuilder(RUN.toString(), work.toString(), "programs.sh", Long.toString(seconds));
      builder.environment().put("PINDOWN_GUEST", GuestRequirement.folder().toString());
      Process process = builder.redirectErrorStream(true).redirectOutput(work.resolve("run.txt").toFile()).start();
      try {
        if (!process.waitFor(seconds + 30, TimeUnit.SECONDS)) {
          throw new AssertionError(RUN + " does not end");
        }
        return process.exitValue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a guest ran", e);
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Null if the guest did not get to its end. */
  private static JvmResult result(JvmBuilder program) {
    Path code = program.folder().resolve("exit.txt");
    try {
      if (!Files.exists(code) || Files.readString(code).isBlank()) {
        return null;
      }
      String command = Files.readString(program.folder().resolve("command.txt")).strip();
      return new JvmResult(command, Integer.parseInt(Files.readString(code).strip()), program.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean crashed(JvmResult result) {
    return result.exitCode() == ABORTED && crashFile(result.folder()) != null;
  }

  private static Path crashFile(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("hs_err_pid")).findFirst().orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another attempt empties the folder. */
  private Path keepCrash(JvmBuilder program, int attempt) {
    Path kept = work.resolve("crash-" + attempt + "-" + work.relativize(program.folder()).toString().replace('/', '-') + ".log");
    try {
      return Files.copy(crashFile(program.folder()), kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String console() {
    try {
      return Files.readString(work.resolve("run.txt"));
    } catch (IOException e) {
      return "nothing is known of it: " + e;
    }
  }
}
