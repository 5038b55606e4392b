package io.pindown.property;

import io.pindown.property.CacheModel.Region;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;

/** A device that asks the model what to answer, and tells it. */
final class ObservedRegistrar implements Registrar<Region> {
  /** What the model has to say. */
  interface Observer {
    /** Returns why to refuse, or null. */
    Reason registering(long address, long length, int access);

    Region registered(long address, long length, int access);

    /** Returns whether to fail. */
    boolean deregistering(Region region);
  }

  private final Observer observer;

  ObservedRegistrar(Observer observer) {
    this.observer = observer;
  }

  @Override
  public Region register(long address, long length, int access) {
    Reason reason = observer.registering(address, length, access);
    if (reason != null) {
      throw new RegistrarException(reason, "as the dice say");
    }
    return observer.registered(address, length, access);
  }

  @Override
  public void deregister(Region region) {
    if (observer.deregistering(region)) {
      throw new RegistrarException(Reason.OTHER, "as the dice say");
    }
  }

  @Override
  public String name() {
    return "observed";
  }
}
