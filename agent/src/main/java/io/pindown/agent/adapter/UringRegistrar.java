package io.pindown.agent.adapter;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.lang.ref.WeakReference;

/** Registers with the table of one ring, past the advice, as long as somebody has that ring. Thread-safe, as the ring is. */
final class UringRegistrar implements Registrar<WeakReference<Object>> {
  private final WeakReference<UringCaches.UringCache> cache;

  UringRegistrar(WeakReference<UringCaches.UringCache> cache) {
    this.cache = cache;
  }

  @Override
  public WeakReference<Object> register(long address, long length, int access) {
    UringCaches.UringCache open = cache.get();
    if (open == null) {
      throw new RegistrarException(Reason.CLOSED, "the ring was forgotten without having been closed");
    }
    try {
      return open.pin(address, length);
    } catch (Throwable e) {
      throw refusal(e);
    }
  }

  /** Of a ring that was forgotten nothing is deregistered: it keeps what is pinned until the process ends, as it would without a cache. */
  @Override
  public void deregister(WeakReference<Object> handle) {
    UringCaches.UringCache open = cache.get();
    Object region = handle.get();
    if (open != null && region != null) {
      try {
        open.unpin(region);
      } catch (Throwable e) {
        throw refusal(e);
      }
    }
  }

  @Override
  public String name() {
    return "io_uring";
  }

  private static RegistrarException refusal(Throwable e) {
    return new RegistrarException(reason(e), String.valueOf(e.getMessage()), e);
  }

  /** By the name of what RegionException.reason() returns. */
  private static Reason reason(Throwable e) {
    try {
      switch (e.getClass().getMethod("reason").invoke(e).toString()) {
        case "MEMLOCK":
        case "TABLE_FULL":
          return Reason.PRESSURE;
        case "BAD_ADDRESS":
          return Reason.ADDRESS;
        case "CLOSED":
          return Reason.CLOSED;
        default:
          return Reason.OTHER;
      }
    } catch (ReflectiveOperationException none) {
      return Reason.OTHER;
    }
  }
}
