package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Registers sixteen buffers of 64 KiB with a ring, one for each use, over and over, until it is told to go. Without a cache one at most is pinned at a time. */
public final class ControlledRingApp {
  private static final int BUFFERS = 16;
  private static final int BYTES = 64 << 10;

  private ControlledRingApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    artefact.put("available", Ring.probe().available());
    artefact.put("cause", Ring.probe().cause());
    artefact.write();
    if (!Ring.probe().available()) {
      Meeting.ready();
      return;
    }
    try (Ring ring = Ring.open()) {
      MemorySegment[] buffers = new MemorySegment[BUFFERS];
      for (int i = 0; i < BUFFERS; i++) {
        buffers[i] = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(BYTES)); // which can be taken over when the hooks come back
      }
      CountDownLatch round = new CountDownLatch(1);
      Thread user = new Thread(() -> {
        while (!Thread.currentThread().isInterrupted()) {
          for (MemorySegment buffer : buffers) {
            ring.register(buffer).close();
          }
          round.countDown();
          LockSupport.parkNanos(1_000_000); // other tests need the processor, too
        }
      });
      user.start();
      round.await();
      Meeting.readyForLong();
      user.interrupt();
      user.join();
      artefact.put("slots", ring.regionCount());
    }
    artefact.write();
  }
}
