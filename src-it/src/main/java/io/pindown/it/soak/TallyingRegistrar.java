package io.pindown.it.soak;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Registers with a {@link Nic}, dates each registration, and counts by itself what the cache has it do. Thread-safe. */
final class TallyingRegistrar<P> implements Registrar<Pinned<P>> {
  private final String name;
  private final Nic<P> nic;
  private final ThreadLocal<Pinned<P>> latest = new ThreadLocal<>();
  private final LongAdder registered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder deregistered = new LongAdder();
  private final AtomicLong bytes = new AtomicLong();

  TallyingRegistrar(String name, Nic<P> nic) {
    this.name = name;
    this.nic = nic;
  }

  @Override
  public Pinned<P> register(long address, long length, int access) {
    long born = Clock.tick();
    P pin;
    try {
      pin = nic.pin(address, length);
    } catch (RegistrarException e) {
      refused.increment();
      throw e;
    }
    registered.increment();
    bytes.addAndGet(length);
    Pinned<P> made = new Pinned<>(pin, born, length);
    latest.set(made);
    return made;
  }

  @Override
  public void deregister(Pinned<P> made) {
    nic.unpin(made.pin());
    bytes.addAndGet(-made.length());
    deregistered.increment();
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether the calling thread's latest registration was this one. */
  boolean isOwn(Pinned<P> made) {
    return latest.get() == made;
  }

  void forgetOwn() {
    latest.remove();
  }

  long registered() {
    return registered.sum();
  }

  long refused() {
    return refused.sum();
  }

  long deregistered() {
    return deregistered.sum();
  }

  long bytes() {
    return bytes.get();
  }
}
