package io.pindown.nic.ucx;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.abi.Abi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UcpAbiTest {
  private static final Path HEADER = Path.of("/usr/include/ucp/api/ucp.h");

  @TempDir Path directory;

  @BeforeEach
  void theHeaderIsThere() {
    if (!Files.exists(HEADER)) {
      System.out.println("SKIPPED UcpAbiTest: no " + HEADER + " (Debian: apt-get install libucx-dev)");
    }
    Assumptions.assumeTrue(Files.exists(HEADER), "no " + HEADER);
  }

  @Test
  void theStructureAndTheConstantsAreAsTheCompilerHasThem() throws Exception {
    Abi abi = new Abi().structuresOf(UcpLayouts.class);
    assertThat(abi.size()).as("sizes and offsets").isEqualTo(13);
    abi.constantsOf(UcpConstants.class);
    abi.verify(directory, List.of("ucp/api/ucp.h", "ucs/type/status.h"), Map.of());
  }
}
