package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Ends while two threads go on to allocate and to free, and frees watched memory in a shutdown hook. */
public final class ShutdownApp {
  private static final int BUFFERS = 101;

  private ShutdownApp() {}

  public static void main(String[] args) throws Exception {
    WatchRegistry registry = AddressSpace.process().newRegistry("shutdown");
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < BUFFERS; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(5_003);
      registry.watch(OffHeap.address(buffer), buffer.capacity(), i);
      buffers.add(buffer);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      buffers.forEach(OffHeap::invokeCleaner);
      Artefact artefact = new Artefact();
      artefact.put("reported", registry.drain(new long[BUFFERS + 1]));
      artefact.write();
    }));
    AtomicLong rounds = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      Thread busy = new Thread(() -> busy(rounds), "busy");
      busy.setDaemon(true);
      busy.start();
    }
    Meeting.until("10,007 rounds", () -> rounds.get() > 10_007);
  }

  private static void busy(AtomicLong rounds) {
    while (true) {
      OffHeap.invokeCleaner(ByteBuffer.allocateDirect(50_021));
      rounds.incrementAndGet();
    }
  }
}
