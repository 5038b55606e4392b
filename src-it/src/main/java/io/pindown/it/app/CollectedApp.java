package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/** Drops many watched direct buffers: each must be reported once, from whatever thread of the JDK frees them. */
public final class CollectedApp {
  private static final int BUFFERS = 997;

  private CollectedApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    FreeingThreads threads = new FreeingThreads();
    threads.subscribe();
    try (WatchRegistry registry = AddressSpace.process().newRegistry("collected")) {
      ByteBuffer kept = ByteBuffer.allocateDirect(1_000_003);
      registry.watch(OffHeap.address(kept), kept.capacity(), BUFFERS);
      drop(registry);
      BitSet reported = new BitSet();
      int reports = 0;
      long[] cookies = new long[101];
      long end = System.nanoTime() + 60_000_000_000L;
      while (reported.cardinality() < BUFFERS && System.nanoTime() < end) {
        System.gc();
        registry.await(20, TimeUnit.MILLISECONDS); // the thread that frees must come to run
        int drained = registry.drain(cookies);
        for (int i = 0; i < drained; i++) {
          reported.set((int) cookies[i]);
        }
        reports += drained;
      }
      artefact.put("reported", reported.cardinality());
      artefact.put("reports", reports);
      artefact.put("kept-reported", reported.get(BUFFERS));
      artefact.put("kept", kept.capacity());
      artefact.put("threads", threads.names());
    }
    artefact.write();
  }

  private static void drop(WatchRegistry registry) throws ReflectiveOperationException {
    for (int i = 0; i < BUFFERS; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(5_003);
      registry.watch(OffHeap.address(buffer), buffer.capacity(), i);
    }
  }
}
