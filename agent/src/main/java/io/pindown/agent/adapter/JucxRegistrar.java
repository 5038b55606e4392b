package io.pindown.agent.adapter;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;

/** Registers with one UcpContext, past the advice. Thread-safe, as a context is that several threads share. */
final class JucxRegistrar implements Registrar<JucxMemory> {
  // ucs/type/status.h
  private static final int NO_RESOURCE = -2;
  private static final int IO_ERROR = -3;
  private static final int NO_MEMORY = -4;
  private static final int INVALID_ADDRESS = -7;
  private static final int EXCEEDS_LIMIT = -21;

  private final JucxLibrary library;
  private final Object context;

  JucxRegistrar(JucxLibrary library, Object context) {
    this.library = library;
    this.context = context;
  }

  @Override
  public JucxMemory register(long address, long length, int access) {
    try {
      return library.map(context, id(), address, length, access);
    } catch (Throwable e) {
      throw refusal(e);
    }
  }

  @Override
  public void deregister(JucxMemory memory) {
    try {
      library.unmap(id(), memory);
    } catch (Throwable e) {
      throw refusal(e);
    }
  }

  @Override
  public String name() {
    return "jucx";
  }

  private long id() throws ReflectiveOperationException {
    Long id = library.nativeId(context);
    if (id == null) {
      throw new RegistrarException(Reason.CLOSED, "the UcpContext is closed");
    }
    return id;
  }

  private static RegistrarException refusal(Throwable e) {
    if (e instanceof RegistrarException) {
      return (RegistrarException) e;
    }
    return new RegistrarException(reason(e), String.valueOf(e.getMessage()), e);
  }

  /** By what UcxException.getStatus() returns. */
  private static Reason reason(Throwable e) {
    try {
      switch ((int) e.getClass().getMethod("getStatus").invoke(e)) {
        case NO_RESOURCE:
        case NO_MEMORY:
        case EXCEEDS_LIMIT:
        case IO_ERROR: // UCX's InfiniBand transport calls every refusal of the driver that, ENOMEM among them
          return Reason.PRESSURE;
        case INVALID_ADDRESS:
          return Reason.ADDRESS;
        default:
          return Reason.OTHER;
      }
    } catch (ReflectiveOperationException | ClassCastException none) {
      return Reason.OTHER;
    }
  }
}
