package io.pindown.nic.registrar;

import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.ProtectionDomain;
import io.pindown.nic.verbs.RegistrationException;
import io.pindown.nic.verbs.VerbsException;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Registers with one protection domain: a lease's handle is a {@link MemoryRegion}, with {@link MemoryRegion#lkey} and {@link
 * MemoryRegion#rkey}. The access asked for is a part of what a cache finds a registration by; LOCAL_WRITE is added where verbs wants it.
 * Thread-safe. Closing the domain is the caller's; close the cache before.
 *
 * <p><b>Remote keys.</b> A peer may use the rkey of a region with remote rights until the region is deregistered, whatever leases there are
 * here. So such a registration never outlives the free of its block, also with {@code on-free=exact} ({@link io.pindown.cache.OnFree#KEEP}).
 * From the free to the deregistration the old pages stay pinned: what a peer writes by then goes to pages that nobody reads, which harms
 * nothing but is lost. A protocol that must know when that is over is told of it: see {@link #VerbsRegistrar(ProtectionDomain, Consumer)}.
 * What a closed domain has taken with it is not told.
 */
public final class VerbsRegistrar implements Registrar<MemoryRegion> {
  private static final int WRITERS = Access.REMOTE_WRITE | Access.REMOTE_ATOMIC;

  private final ProtectionDomain domain;
  private final Consumer<MemoryRegion> whenUnreachable;

  public VerbsRegistrar(ProtectionDomain domain) {
    this(domain, region -> {});
  }

  /**
   * A registrar that tells of the end of remote keys.
   *
   * @param whenUnreachable called once for each region with remote rights, when it has been deregistered: no access by its rkey begins any
   *     more. Runs in the thread that deregisters, which may be the cache's own or any that acquires; must neither block nor throw
   */
  public VerbsRegistrar(ProtectionDomain domain, Consumer<MemoryRegion> whenUnreachable) {
    this.domain = Objects.requireNonNull(domain, "domain");
    this.whenUnreachable = Objects.requireNonNull(whenUnreachable, "whenUnreachable");
  }

  @Override
  public MemoryRegion register(long address, long length, int access) {
    int wanted = (Access.check(access) & WRITERS) == 0 ? access : access | Access.LOCAL_WRITE;
    try {
      return domain.register(address, length, wanted);
    } catch (RegistrationException e) {
      throw new RegistrarException(reason(e.reason()), e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new RegistrarException(Reason.CLOSED, e.getMessage(), e);
    }
  }

  @Override
  public void deregister(MemoryRegion region) {
    if (!region.isOpen()) {
      return; // closed with its domain, or a second time
    }
    try {
      region.close();
    } catch (VerbsException e) {
      throw new RegistrarException(Reason.OTHER, e.getMessage(), e);
    }
    if (!Access.isLocal(region.access())) {
      whenUnreachable.accept(region);
    }
  }

  @Override
  public String name() {
    return "verbs " + domain.context().device();
  }

  static Reason reason(RegistrationException.Reason reason) {
    return switch (reason) {
      case LIMIT -> Reason.PRESSURE;
      case ACCESS -> Reason.ACCESS;
      case ADDRESS -> Reason.ADDRESS;
      case CLOSED -> Reason.CLOSED;
      case OTHER -> Reason.OTHER;
    };
  }
}
