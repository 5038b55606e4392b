package io.pindown.nic.registrar;

import io.pindown.nic.ucx.UcxContext;
import io.pindown.nic.ucx.UcxException;
import io.pindown.nic.ucx.UcxMemory;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.Objects;

/**
 * Registers with one UCX context: a lease's handle has the {@code ucp_mem_h} and the packed remote key. Programs that use jucx need none of
 * this, since the agent serves them from a cache; it is for other bindings, and for jucx without the adapter. Thread-safe if the context
 * is for several threads. Closing the context is the caller's; close the cache before.
 */
public final class UcxRegistrar implements Registrar<UcxMemory> {
  private final UcxContext context;

  public UcxRegistrar(UcxContext context) {
    this.context = Objects.requireNonNull(context, "context");
  }

  @Override
  public UcxMemory register(long address, long length, int access) {
    try {
      return context.map(address, length, access);
    } catch (UcxException e) {
      throw new RegistrarException(reason(e.reason()), e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new RegistrarException(Reason.CLOSED, e.getMessage(), e);
    }
  }

  @Override
  public void deregister(UcxMemory memory) {
    try {
      memory.close();
    } catch (UcxException e) {
      throw new RegistrarException(Reason.OTHER, e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "UCX";
  }

  private static Reason reason(UcxException.Reason reason) {
    return switch (reason) {
      case PRESSURE -> Reason.PRESSURE;
      case ADDRESS -> Reason.ADDRESS;
      case ACCESS -> Reason.ACCESS;
      case OTHER -> Reason.OTHER;
    };
  }
}
