package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.abi.Abi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets, sizes and constants are the header's. */
class FabricAbiTest {
  private static final Path HEADER = Path.of("/usr/include/rdma/fabric.h");

  @TempDir Path directory;

  @Test
  void everyStructureAndConstantIsAsTheCompilerHasIt() throws Exception {
    boolean there = Files.exists(HEADER);
    if (!there && !RequiresLibfabric.Condition.isRequired()) {
      System.out.println("SKIPPED FabricAbiTest: no " + HEADER + " (Debian: apt-get install libfabric-dev)");
      Assumptions.abort("no " + HEADER);
    }
    Abi abi = new Abi().structuresOf(FabricLayouts.class).structuresOf(ObjectLayouts.class).structuresOf(SignalActions.class);
    assertThat(abi.size()).as("sizes and offsets").isGreaterThan(300);
    abi.constantsOf(FabricConstants.class);
    List<String> headers =
        List.of(
            "signal.h",
            "sys/uio.h",
            "rdma/fabric.h",
            "rdma/fi_domain.h",
            "rdma/fi_endpoint.h",
            "rdma/fi_eq.h",
            "rdma/fi_cm.h",
            "rdma/fi_tagged.h",
            "rdma/fi_rma.h",
            "rdma/fi_errno.h",
            "rdma/fi_ext.h");
    abi.verify(directory, headers, Map.of());
  }
}
