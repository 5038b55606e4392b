package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/** Frees and unmaps before and after another agent has had the same classes rewritten: seen once each time, not twice. */
public final class RetransformedApp {
  private RetransformedApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (WatchRegistry registry = AddressSpace.process().newRegistry("retransformed");
        MappedFile file = new MappedFile(700_001)) {
      artefact.put("before", hits(registry, file));
      OtherAgent.retransform();
      long events = count();
      artefact.put("after", hits(registry, file));
      artefact.put("events", count() - events);
    }
    artefact.write();
  }

  private static long count() {
    return AddressSpace.process().eventCount(EventKind.FREED) + AddressSpace.process().eventCount(EventKind.UNMAPPED);
  }

  private static String hits(WatchRegistry registry, MappedFile file) throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(1_000_003);
    MappedByteBuffer mapped = file.channel.map(MapMode.READ_ONLY, 0, 700_001);
    Watch ofDirect = registry.watch(OffHeap.address(direct), direct.capacity(), 1);
    Watch ofMapped = registry.watch(OffHeap.address(mapped), mapped.capacity(), 2);
    OffHeap.invokeCleaner(direct);
    OffHeap.invokeCleaner(mapped);
    return ofDirect.hits() + " " + ofMapped.hits();
  }
}
