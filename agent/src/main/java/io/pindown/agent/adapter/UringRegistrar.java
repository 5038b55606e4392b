package io.pindown.agent.adapter;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;

/** Registers with the table of one ring, past the advice. Thread-safe, as the ring is. */
final class UringRegistrar implements Registrar<Object> {
  private final UringLibrary library;
  private final Object ring;

  UringRegistrar(UringLibrary library, Object ring) {
    this.library = library;
    this.ring = ring;
  }

  @Override
  public Object register(long address, long length, int access) {
    try {
      return library.pin(ring, address, length);
    } catch (Throwable e) {
      throw refusal(e);
    }
  }

  @Override
  public void deregister(Object region) {
    try {
      library.unpin(region);
    } catch (Throwable e) {
      throw refusal(e);
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
