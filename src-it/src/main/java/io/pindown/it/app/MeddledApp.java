package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the cache does while another agent rewrites and replaces the classes that have the hooks. Blocks are so large that the next one
 * gets the address of the one before.
 */
public final class MeddledApp {
  private static final int SIZE = DatedCache.SIZE;
  private static final long BLOCK = 1_000_003;
  private static final List<String> UNSAFE = List.of("jdk.internal.misc.Unsafe");
  private static final List<String> ALL = List.of("jdk.internal.misc.Unsafe", "sun.nio.ch.UnixFileDispatcherImpl", "sun.nio.ch.FileChannelImpl",
      "sun.nio.ch.FileChannelImpl$Unmapper", "sun.nio.ch.FileDispatcherImpl", "java.io.RandomAccessFile", "java.nio.MappedMemoryUtils",
      "jdk.internal.foreign.MemorySessionImpl", "jdk.internal.foreign.abi.AbstractLinker");

  private final Artefact artefact = new Artefact();
  private final AddressSpace space = AddressSpace.process();
  private final DatedCache cache = new DatedCache("meddled");

  private MeddledApp() {}

  public static void main(String[] args) throws Exception {
    new MeddledApp().run();
  }

  private void run() throws Exception {
    ByteBuffer kept = ByteBuffer.allocateDirect(SIZE);
    long block = OffHeap.allocate(BLOCK);
    space.covers(true); // has everything proven
    artefact.put("first", cache.lease(kept) + " " + cache.lease(block, BLOCK) + " " + cache.coverage());
    MeddlingAgent.retransform(ALL);
    artefact.put("retransformed", cache.lease(kept) + " " + cache.lease(block, BLOCK) + " " + cache.coverage());
    MeddlingAgent.redefine(ALL);
    artefact.put("redefined", cache.lease(kept) + " " + cache.lease(block, BLOCK) + " " + cache.coverage());
    artefact.put("redefined.end", cache.reused());

    MeddlingAgent.insist();
    MeddlingAgent.retransform(UNSAFE);
    artefact.put("insisting", cache.lease(kept) + " " + cache.lease(block, BLOCK) + " " + cache.lease(ByteBuffer.allocateDirect(100_003)));
    artefact.put("insisting.end", cache.reused());
    MeddlingAgent.relent();
    artefact.put("relented", cache.lease(kept));
    space.proveAgain();
    artefact.put("proven-again", cache.lease(kept) + " " + cache.lease(block, BLOCK) + " " + cache.lease(ByteBuffer.allocateDirect(100_003)) + " " + cache.coverage());
    artefact.put("proven-again.end", cache.reused());

    // gone and there again before anybody looks
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    long address = OffHeap.address(buffer);
    cache.lease(buffer);
    MeddlingAgent.insist();
    MeddlingAgent.retransform(UNSAFE);
    OffHeap.invokeCleaner(buffer);
    buffer = ByteBuffer.allocateDirect(SIZE);
    long born = cache.now();
    MeddlingAgent.relent();
    MeddlingAgent.retransform(UNSAFE);
    artefact.put("unseen", (OffHeap.address(buffer) == address ? "same address " : "") + (cache.handle(buffer) < born ? "stale" : "fresh") + " " + cache.coverage());
    artefact.put("unseen.kept", cache.lease(kept));
    artefact.put("last", cache.reused());
    cache.close();
    artefact.put("nobody-looked", watched());
    artefact.write();
  }

  /** The hooks are gone and there again, and no thread has asked in between: the free of the watched block must not be lost. */
  private String watched() throws Exception {
    try (WatchRegistry registry = space.newRegistry("watched")) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      Watch watch = registry.watch(OffHeap.address(buffer), SIZE, 7);
      String clean = watch.isClean() ? "clean" : "dirty";
      MeddlingAgent.insist();
      MeddlingAgent.retransform(UNSAFE);
      OffHeap.invokeCleaner(buffer);
      MeddlingAgent.relent();
      MeddlingAgent.retransform(UNSAFE);
      return clean + " " + (watch.isClean() ? "clean" : "dirty") + " " + registry.drain(new long[2]);
    }
  }
}
