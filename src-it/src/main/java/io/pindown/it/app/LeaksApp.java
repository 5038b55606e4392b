package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ends without having released all leases, or closed its cache; with {@code sites}, the cache records where leases are taken; with {@code closed}, it is closed. */
public final class LeaksApp {
  private static final int BLOCK = 64 << 10;

  private final RegistrationCache<Long> cache;
  private final List<Object> kept = new ArrayList<>();

  private LeaksApp(boolean sites) {
    cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("leaky").withLeaseSites(sites));
  }

  public static void main(String[] args) {
    List<String> how = List.of(args);
    LeaksApp app = new LeaksApp(how.contains("sites"));
    app.released();
    if (!how.contains("tidy")) {
      app.forgotten();
      app.freedInUse();
      app.forgottenOneUse();
    }
    if (how.contains("closed")) {
      app.cache.close();
    }
    new Artefact().write();
  }

  private Lease<Long> lease(ByteBuffer buffer) {
    kept.add(buffer);
    Lease<Long> lease = cache.acquire(buffer, Access.LOCAL_READ);
    kept.add(lease);
    return lease;
  }

  private void released() {
    lease(ByteBuffer.allocateDirect(BLOCK)).release();
  }

  private void forgotten() {
    lease(ByteBuffer.allocateDirect(BLOCK));
  }

  private void freedInUse() {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    lease(block);
    OffHeap.invokeCleaner(block);
  }

  /** Too small to be cached. */
  private void forgottenOneUse() {
    lease(ByteBuffer.allocateDirect(100));
  }
}
