package io.pindown.it.cuda;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.it.wire.CacheCount;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Stream;
import io.pindown.registrar.RegistrarException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What becomes of memory while a copy of it is under way. */
final class UnderWay {
  private static final int BLOCK = 40 << 20;
  private static final int COLLECTIONS = 5;

  private final CudaContext context;
  private final Copying.Leased copying;
  private final StandInDriver standIn;

  UnderWay(CudaContext context, Copying.Leased copying, StandInDriver standIn) {
    this.context = context;
    this.copying = copying;
    this.standIn = standIn;
  }

  private static MemorySegment filled(ByteBuffer buffer, char with) {
    return MemorySegment.ofBuffer(buffer).fill((byte) with);
  }

  private CompletableFuture<Void> begun(ReferenceQueue<ByteBuffer> queue, DeviceMemory device, Stream stream, PhantomReference<?>[] to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    filled(buffer, 'D');
    to[0] = new PhantomReference<>(buffer, queue);
    return copying.toDevice(MemorySegment.ofBuffer(buffer), device, 0, stream);
  }

  /** Nobody holds the buffer but the copy: it stays while that is under way, and goes after it. */
  void dropped(Artefact artefact) throws Exception {
    ReferenceQueue<ByteBuffer> queue = new ReferenceQueue<>();
    PhantomReference<?>[] reference = new PhantomReference<?>[1];
    try (Stream stream = context.createStream(); DeviceMemory device = context.allocate(BLOCK)) {
      long inUse = CacheCount.of("InUseInvalidations");
      standIn.hold(true);
      CompletableFuture<Void> done = begun(queue, device, stream, reference);
      for (int i = 0; i < COLLECTIONS; i++) {
        System.gc();
      }
      artefact.put("dropped/collected-under-the-copy", queue.poll() != null);
      standIn.hold(false);
      done.get();
      done = null;
      boolean collected = false;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!collected && System.nanoTime() < end) {
        System.gc();
        collected = queue.remove(100) != null;
      }
      artefact.put("dropped/collected-after-it", collected);
      artefact.put("dropped/in-use-invalidations", CacheCount.of("InUseInvalidations") - inUse);
    } finally {
      standIn.hold(false);
    }
  }

  /** The program's fault: said and counted. The next block at the address is refused while the device has the old one, and right after that. */
  void freed(Artefact artefact) throws Exception {
    try (Stream stream = context.createStream(); DeviceMemory device = context.allocate(BLOCK)) {
      long inUse = CacheCount.of("InUseInvalidations");
      ByteBuffer old = ByteBuffer.allocateDirect(BLOCK);
      filled(old, 'O');
      long place = OffHeap.address(old);
      standIn.hold(true);
      CompletableFuture<Void> done = copying.toDevice(MemorySegment.ofBuffer(old), device, 0, stream);
      OffHeap.invokeCleaner(old);
      ByteBuffer next = ByteBuffer.allocateDirect(BLOCK);
      MemorySegment sent = filled(next, 'N');
      artefact.put("freed/same-address", OffHeap.address(next) == place);
      try {
        copying.toDevice(sent, device, 0, stream);
        artefact.put("freed/next", "copied");
      } catch (RegistrarException e) {
        artefact.put("freed/next", e.reason());
      }
      standIn.hold(false);
      done.get();
      ByteBuffer back = ByteBuffer.allocateDirect(BLOCK);
      copying.fromDevice(device, 0, MemorySegment.ofBuffer(back), stream).get();
      artefact.put("freed/device-had", (char) back.get(0));
      copying.toDevice(sent, device, 0, stream).get();
      copying.fromDevice(device, 0, MemorySegment.ofBuffer(back), stream).get();
      artefact.put("freed/wrong-afterwards", sent.mismatch(MemorySegment.ofBuffer(back)) != -1);
      artefact.put("freed/in-use-invalidations", CacheCount.of("InUseInvalidations") - inUse);
      OffHeap.invokeCleaner(next);
      OffHeap.invokeCleaner(back);
    } finally {
      standIn.hold(false);
    }
  }
}
