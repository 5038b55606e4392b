package io.pindown.nic.registrar;

import io.pindown.nic.fabric.Domain;
import io.pindown.nic.fabric.FabricException;
import io.pindown.nic.fabric.MemoryAccess;
import io.pindown.nic.fabric.MemoryRegion;
import io.pindown.nic.ffi.Errno;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.Objects;

/**
 * Registers with one domain of libfabric's: the lease's handle has the descriptor for local operations and the key for peers. Thread-safe.
 * Closing the domain is the caller's.
 *
 * <p>Where the provider keeps registrations itself, such as verbs, there are two caches on top of each other: correct only if its monitor
 * is, and of no use. Open its domain with {@code FI_MR_CACHE_MONITOR=disabled}, or let {@link RegistryMonitor} tell libfabric's cache and use
 * none here.
 */
public final class LibfabricRegistrar implements Registrar<MemoryRegion> {
  private static final int ENOSPC = 28;

  private final Domain domain;

  public LibfabricRegistrar(Domain domain) {
    this.domain = Objects.requireNonNull(domain, "domain");
  }

  @Override
  public MemoryRegion register(long address, long length, int access) {
    long rights = rights(Access.check(access));
    try {
      return domain.register(address, length, rights);
    } catch (FabricException e) {
      throw new RegistrarException(reason(e.error()), e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new RegistrarException(Reason.CLOSED, e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new RegistrarException(Reason.OTHER, e.getMessage(), e);
    }
  }

  @Override
  public void deregister(MemoryRegion region) {
    try {
      region.close();
    } catch (FabricException e) {
      throw new RegistrarException(reason(e.error()), e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "libfabric " + domain.info().provider();
  }

  /** libfabric names the operations that memory is for; local reading and writing are each of two operations, messages and remote access. */
  static long rights(int access) {
    long rights = MemoryAccess.SEND | MemoryAccess.WRITE;
    if ((access & Access.LOCAL_WRITE) != 0) {
      rights |= MemoryAccess.RECV | MemoryAccess.READ;
    }
    if ((access & (Access.REMOTE_READ | Access.REMOTE_ATOMIC)) != 0) {
      rights |= MemoryAccess.REMOTE_READ;
    }
    if ((access & (Access.REMOTE_WRITE | Access.REMOTE_ATOMIC)) != 0) {
      rights |= MemoryAccess.REMOTE_WRITE;
    }
    return rights;
  }

  static Reason reason(int error) {
    return switch (error) {
      case Errno.ENOMEM, Errno.EAGAIN, ENOSPC -> Reason.PRESSURE;
      case Errno.EFAULT -> Reason.ADDRESS;
      case Errno.EACCES, Errno.EPERM -> Reason.ACCESS;
      default -> Reason.OTHER;
    };
  }
}
