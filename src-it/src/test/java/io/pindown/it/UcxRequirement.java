package io.pindown.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Whether UCX is installed; where not, the test is skipped with the cause, or fails under {@code -Dit.require=ucx}. */
final class UcxRequirement {
  private static final List<String> FOLDERS = List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib");

  private UcxRequirement() {}

  static void check() {
    if (FOLDERS.stream().noneMatch(folder -> Files.exists(Path.of(folder, "libucp.so.0")))) {
      String cause = "jucx is not run: no libucp.so.0 in " + FOLDERS + " (Debian: apt-get install libucx0)";
      System.out.println(cause);
      if (System.getProperty("it.require", "").contains("ucx")) {
        throw new AssertionError("-Dit.require: " + cause);
      }
      Assumptions.abort(cause);
    }
  }
}
