package io.pindown.it.tenant;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Caches registrations of buffers and of a mapping, with a registrar and handles of its own classes; then closes the cache, or forgets it. */
public final class CacheTenant implements Consumer<String> {
  private static final int BYTES = 100_000;

  /** Where a tenant that closes has its cache: as long as the class is there. */
  private static RegistrationCache<Handle> closed;

  /** A registration. */
  private record Handle(long address) {}

  private static final class Device implements Registrar<Handle> {
    @Override
    public Handle register(long address, long length, int access) {
      return new Handle(address);
    }

    @Override
    public void deregister(Handle handle) {
      // nothing is pinned
    }
  }

  @Override
  public void accept(String how) {
    RegistrationCache<Handle> cache = RegistrationCache.of(new Device(), CacheOptions.defaults("tenant"));
    try {
      use(cache);
      Thread thread = new Thread(() -> lease(cache, ByteBuffer.allocateDirect(BYTES)), "tenant");
      thread.start();
      thread.join();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (cache.statistics().registrations() < 3) {
      throw new IllegalStateException("nothing was registered: " + cache.statistics());
    }
    if (how.equals("closes")) {
      closed = cache;
      closed.close();
    }
  }

  private static void use(RegistrationCache<Handle> cache) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    lease(cache, buffer);
    lease(cache, buffer);
    Path file = Files.createTempFile("tenant", ".bin");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      lease(cache, channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    } finally {
      Files.delete(file);
    }
  }

  private static void lease(RegistrationCache<Handle> cache, ByteBuffer buffer) {
    try (Lease<Handle> lease = cache.acquire(buffer, Access.LOCAL_READ)) {
      if (lease.handle().address() > lease.address()) {
        throw new IllegalStateException("another's registration");
      }
    }
  }
}
