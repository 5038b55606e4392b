package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/** What no hook sees: memory that must therefore not be cached, and changes that pass unnoticed. Argument: {@code meet}. */
public final class GapsApp {
  private static final int SMALL = 2_039;
  private static final int FILE = 700_001;

  private GapsApp() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      Meeting.ready();
    }
    Gaps.run();
  }

  /** Its own class, since core is there only after the agent has come. */
  private static final class Gaps {
    private static void run() throws Exception {
      Artefact artefact = new Artefact();
      artefact.put("hooked", AddressSpace.process().hooked());
      try (RegistrationCache<Long> cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("gaps"))) {
        long small = OffHeap.allocate(SMALL);
        note(artefact, "block-below-4-kib", cache, small, SMALL);
        OffHeap.free(small);
        note(artefact, "data-of-a-native-library", cache, dataOfLibc(), 4_096);
        long block = OffHeap.allocate(FILE);
        note(artefact, "control", cache, block, FILE);
        OffHeap.free(block);
      }
      try (WatchRegistry registry = AddressSpace.process().newRegistry("gaps");
          MappedFile file = new MappedFile(FILE)) {
        MappedByteBuffer buffer = file.channel.map(MapMode.READ_WRITE, 0, FILE);
        Watch watch = registry.watch(OffHeap.address(buffer), FILE, 1_009);
        Process shell = new ProcessBuilder("/bin/sh", "-c", ": > \"$0\"", file.path.toString()).inheritIO().start();
        artefact.put("truncation.exit", shell.waitFor());
        artefact.put("truncation.size", Files.size(file.path));
        artefact.put("truncation.clean", watch.isClean());
        OffHeap.invokeCleaner(buffer);
        artefact.put("unmapped.clean", watch.isClean());
      }
      artefact.write();
    }

    /** Twice: a second use of what was kept would be a hit. */
    private static void note(Artefact artefact, String path, RegistrationCache<Long> cache, long address, long length) {
      for (int use = 1; use <= 2; use++) {
        try (Lease<Long> lease = cache.acquire(address, length, Access.LOCAL_READ)) {
          artefact.put(path + "." + use, lease.isCached() ? "kept " + lease.handle() : lease.whyNotCached() + " " + lease.handle());
        }
      }
    }

    /** A page that the dynamic linker has mapped: nobody in Java knows of it. */
    private static long dataOfLibc() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        if (line.contains(" rw-p ") && line.contains("/libc.so")) {
          return Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
        }
      }
      throw new IllegalStateException("no writable page of libc.so in /proc/self/maps");
    }
  }
}
