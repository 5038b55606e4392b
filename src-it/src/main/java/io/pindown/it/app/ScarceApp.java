package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Uses a cache while the process can have neither another thread nor a large block nor a large mapping, and once more when it can. Wants a stack size and a
 * limit for direct memory above {@value #SLACK} bytes. Arguments: {@code limited} for that; {@code meet} meets the test when the process is limited.
 */
public final class ScarceApp {
  /** What the process may have more of: enough for the JVM itself, and less than the stack of a thread. */
  private static final long SLACK = 96L << 20;

  private static final int LARGE = 200 << 20;
  private static final int SIZE = 1 << 20;

  private ScarceApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    CountingRegistrar device = new CountingRegistrar();
    try (RegistrationCache<Long> cache = RegistrationCache.of(device, CacheOptions.defaults("scarce")); MappedFile mapped = new MappedFile(LARGE)) {
      ByteBuffer first = ByteBuffer.allocateDirect(SIZE);
      boolean limited = args.length > 0 && args[0].equals("limited");
      if (limited) {
        makeScarce();
      }
      if (args.length > 1) {
        Meeting.readyForLong();
      }
      artefact.put("thread", startsThread());
      cache.acquire(first, Access.LOCAL_READ).release();
      cache.acquire(first, Access.LOCAL_READ).release();
      artefact.put("registered", device.registered());
      artefact.put("live", cache.statistics().live());
      artefact.put("own-thread", hasOwnThread());
      long containers = AddressSpace.process().liveContainers();
      artefact.put("block", allocates());
      artefact.put("mapping", maps(mapped));
      if (limited) { // otherwise the cache's thread has some of its own
        artefact.put("containers", AddressSpace.process().liveContainers() - containers);
      }
      OffHeap.invokeCleaner(first);
      ByteBuffer next = ByteBuffer.allocateDirect(SIZE);
      cache.acquire(next, Access.LOCAL_READ).release(); // takes out what has changed, since nobody else does
      artefact.put("registered-next", device.registered());
      artefact.put("live-next", cache.statistics().live());
      if (limited) {
        limit("unlimited");
      }
      ByteBuffer last = ByteBuffer.allocateDirect(SIZE);
      cache.acquire(last, Access.LOCAL_READ).release();
      artefact.put("own-thread-later", hasOwnThread());
      OffHeap.invokeCleaner(last);
      Meeting.until("what was freed to leave", () -> cache.statistics().invalidations() == 2);
      artefact.put("live-last", cache.statistics().live());
    }
    artefact.write();
  }

  /** Has the process have no room for another thread. The C library keeps the stack of the last one that has ended: somebody else is given that first. */
  private static void makeScarce() throws IOException, InterruptedException {
    do {
      Thread holder = new Thread(LockSupport::park, "holder");
      holder.setDaemon(true);
      holder.start();
      limit(Long.toString(addressSpace() + SLACK));
    } while (startsThread());
  }

  private static long addressSpace() throws IOException {
    String size = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmSize:")).findFirst().orElseThrow();
    return Long.parseLong(size.replaceAll("[^0-9]", "")) << 10;
  }

  private static void limit(String bytes) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()), "--as=" + bytes + ":").inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("prlimit --as=" + bytes + ": ended with " + process.exitValue());
    }
  }

  private static boolean startsThread() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      return false;
    }
    thread.join();
    return true;
  }

  private static boolean allocates() {
    try {
      OffHeap.invokeCleaner(ByteBuffer.allocateDirect(LARGE));
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private static boolean maps(MappedFile file) {
    try {
      OffHeap.invokeCleaner(file.channel.map(MapMode.READ_WRITE, 0, LARGE));
      return true;
    } catch (IOException | OutOfMemoryError e) {
      return false;
    }
  }

  private static boolean hasOwnThread() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("pindown-reaper-scarce"));
  }
}
