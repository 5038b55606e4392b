package io.pindown.it;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Tagged messages and remote memory access over libfabric's tcp and shm, from memory that changes behind its address, leased from a cache.
 * These providers copy what the process reads, so no registration of theirs is ever stale by bytes; what is counted is how often they are
 * made. {@link FabricMonitorIT} has a device that pins.
 */
class FabricIT {
  private static final String MAIN = "io.pindown.it.wire.FabricApp";
  private static final String PATHS = "quiet,direct-buffer,file-map,unload,munmap-mmap-fixed,mremap-onto";

  @TestFactory
  Stream<DynamicNode> underTheAgentEachStageRegistersOnce() {
    return Jdk.since(22).stream()
        .flatMap(
            jdk ->
                Stream.of(
                    leg(jdk, "shm", "-", Programs.withAgent(jdk, "fabric/shm-agent", ""), "TAGGED", FabricCounts::cachedAndRight),
                    leg(jdk, "tcp;ofi_rxm", "127.0.0.1", Programs.withAgent(jdk, "fabric/tcp-agent", ""), "WRITE,TARGET", FabricCounts::cachedAndRight)));
  }

  @TestFactory
  Stream<DynamicNode> withoutTheAgentEachSendRegisters() {
    return Jdk.since(22).stream()
        .map(jdk -> leg(jdk, "shm", "-", Programs.withoutAgent(jdk, "fabric/shm"), "WRITE", FabricCounts::rightAndNotCached));
  }

  private static DynamicNode leg(
      Jdk jdk, String provider, String source, JvmBuilder builder, String ways, BiConsumer<String, FabricCounts> check) {
    Programs.withNic(builder).main(MAIN, provider, "leased", "own", source, PATHS, ways, "-");
    return dynamicContainer(jdk + " " + provider, FabricCounts.tests(builder.run(Programs.LIMIT), check));
  }
}
