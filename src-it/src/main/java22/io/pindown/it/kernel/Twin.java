package io.pindown.it.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.HookRemovingAgent;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** Mappings of files and blocks that end, with all hooks in, and with the one at the end of a file's mapping out and nobody told. */
final class Twin {
  private static final int LENGTH = 64 << 10;
  private static final int BLOCK = 40 << 20;
  private static final int ENDS = 5;

  private Twin() {}

  static void run(AddressSpace space, Artefact artefact, boolean out) throws Throwable {
    WatchRegistry registry = space.newRegistry("twin");
    artefact.put("thread", (int) Libc.bound("gettid", JAVA_INT).invokeExact());
    artefact.put("proven", space.covers(true) && space.covers(false));
    try (MappedFile file = new MappedFile(LENGTH)) {
      artefact.put("before", ends(file, registry));
      if (out) {
        artefact.put("sites", HookRemovingAgent.takeOut("sun.nio.ch.UnixFileDispatcherImpl", "unmapped"));
      }
      StringBuilder mappings = new StringBuilder();
      int unseen = 0;
      for (int i = 0; i < ENDS; i++) {
        MappedByteBuffer buffer = file.channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        buffer.put(0, (byte) i);
        long address = OffHeap.address(buffer);
        Watch watch = registry.watch(address, LENGTH, i);
        mappings.append(Long.toHexString(address)).append(' ');
        long told = space.eventCount(EventKind.UNMAPPED); // by hooks: the kernel's event may be applied at any time
        OffHeap.invokeCleaner(buffer);
        unseen += space.eventCount(EventKind.UNMAPPED) == told ? 1 : 0;
        space.settleLosses();
        registry.unwatch(watch);
      }
      artefact.put("unseen", unseen);
      artefact.put("mappings", mappings.toString().trim());
      artefact.put("coverage", space.coverage().gaps().stream().noneMatch(gap -> gap.name().equals("UNMAP")));
      for (int i = 0; i < ENDS; i++) {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        Watch watch = registry.watch(OffHeap.address(block), BLOCK, i);
        OffHeap.invokeCleaner(block);
        artefact.put("block." + i, watch.hits() > 0);
        registry.unwatch(watch);
      }
    }
  }

  private static boolean ends(MappedFile file, WatchRegistry registry) throws Exception {
    MappedByteBuffer buffer = file.channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
    Watch watch = registry.watch(OffHeap.address(buffer), LENGTH, 9);
    boolean clean = watch.isClean();
    OffHeap.invokeCleaner(buffer);
    return clean && watch.hits() > 0;
  }
}
