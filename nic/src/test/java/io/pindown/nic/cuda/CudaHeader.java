package io.pindown.nic.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where CUDA's header is. */
final class CudaHeader {
  private CudaHeader() {}

  /** Skips the test, and says why, where there is none. */
  static String require(Class<?> test) {
    String home = System.getenv("CUDA_HOME");
    String found = Stream.of(home == null ? "/usr/local/cuda" : home, "/usr/local/cuda", "/usr")
        .map(folder -> Path.of(folder, "include", "cuda.h")).filter(Files::exists).map(Path::toString).findFirst().orElse(null);
    if (found == null) {
      System.out.println("SKIPPED " + test.getSimpleName() + ": no cuda.h in CUDA_HOME, /usr/local/cuda or /usr (it comes with the CUDA toolkit)");
    }
    Assumptions.assumeTrue(found != null, "no cuda.h");
    return found;
  }
}
