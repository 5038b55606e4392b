package io.pindown.agent.adapter;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;

/** Registers with one protection domain, past the advice. Thread-safe, as verbs are. */
final class DisniRegistrar implements Registrar<DisniRegion> {
  private final DisniLibrary library;
  private final DisniDomain domain;

  DisniRegistrar(DisniLibrary library, DisniDomain domain) {
    this.library = library;
    this.domain = domain;
  }

  @Override
  public DisniRegion register(long address, long length, int access) {
    if (!domain.isOpen()) {
      throw new RegistrarException(Reason.CLOSED, "the protection domain is deallocated");
    }
    if (length > Integer.MAX_VALUE) {
      throw new RegistrarException(Reason.OTHER, length + " bytes in one registration; DiSNI counts them in an int");
    }
    try {
      return library.register(domain, address, (int) length, access);
    } catch (Throwable e) {
      // DiSNI keeps no errno; what it refuses for is nearly always the limit of locked memory or the device's
      throw new RegistrarException(Reason.PRESSURE, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void deregister(DisniRegion region) {
    try {
      library.deregister(region);
    } catch (Throwable e) {
      throw new RegistrarException(Reason.OTHER, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return "disni";
  }
}
