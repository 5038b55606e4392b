package io.pindown.it.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.coverage.Omission;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Whether there is a guest to run tests in; where not, they are skipped with the cause, or fail under {@code -Dit.require=rdma}. */
public final class GuestRequirement {
  private GuestRequirement() {}

  /** Where {@code guest/build.sh} has put it: as {@code -Dit.guest=} says, or the environment's PINDOWN_GUEST. */
  public static Path folder() {
    String named = System.getProperty("it.guest", "");
    if (named.isEmpty()) {
      named = System.getenv("PINDOWN_GUEST");
    }
    return named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache", "pindown", "guest") : Path.of(named);
  }

  /** Why there is none; null if there is one. */
  static String obstacle() {
    if (!Files.isRegularFile(folder().resolve("ready"))) {
      return "no guest in " + folder() + ": src-it/guest/build.sh makes it, on Debian, as root";
    }
    boolean emulator =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "qemu-system-x86_64")));
    return emulator ? null : "no qemu-system-x86_64 on the path: src-it/guest/build.sh installs it, on Debian, as root";
  }

  /** Skips the test that calls it, saying why, if there is no guest. */
  public static void check() {
    check(null);
  }

  /** {@code paths} are those of docs/coverage.md that are not known then: one, or all that begin so with {@code *} at the end. */
  public static void check(String paths) {
    String obstacle = obstacle();
    if (obstacle != null) {
      if (paths != null) {
        new Omission(paths, obstacle).record();
      }
      System.out.println("SKIPPED, nothing runs over RDMA: " + obstacle);
      assertThat(System.getProperty("it.require", "")).as("-Dit.require: " + obstacle).doesNotContain("rdma");
    }
    Assumptions.assumeTrue(obstacle == null, obstacle);
  }
}
