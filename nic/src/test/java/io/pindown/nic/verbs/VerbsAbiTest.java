package io.pindown.nic.verbs;

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

class VerbsAbiTest {
  private static final Path HEADER = Path.of("/usr/include/infiniband/verbs.h");

  @TempDir Path directory;

  @BeforeEach
  void theHeaderIsThere() {
    if (!Files.exists(HEADER)) {
      System.out.println("SKIPPED VerbsAbiTest: no " + HEADER + " (Debian: apt-get install libibverbs-dev)");
    }
    Assumptions.assumeTrue(Files.exists(HEADER), "no " + HEADER);
  }

  @Test
  void everyStructureAndConstantIsAsTheCompilerHasIt() throws Exception {
    Abi abi = new Abi().structuresOf(VerbsLayouts.class);
    assertThat(abi.size()).as("sizes and offsets").isGreaterThan(250);
    abi.constantsOf(VerbsConstants.class);
    abi.verify(directory, List.of("infiniband/verbs.h", "poll.h"), Map.of());
  }

  @Test
  void theStatesAndTheStatusesAreInTheHeadersOrder() throws Exception {
    Abi abi = new Abi();
    for (QueuePairState state : QueuePairState.values()) {
      abi.constant("IBV_QPS_" + state, state.ordinal());
    }
    for (int status = 0; status < WorkStatus.NAMES.length; status++) {
      abi.constant(WorkStatus.NAMES[status], status);
    }
    abi.verify(directory, List.of("infiniband/verbs.h"), Map.of());
  }
}
