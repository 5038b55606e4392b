package io.pindown.nic.registrar;

import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.CudaException;
import io.pindown.nic.cuda.HostRegistration;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import io.pindown.registry.AddressSpace;
import java.util.Objects;

/**
 * Registers host memory with the CUDA driver, for copies to and from all GPUs: so have one registrar, and one cache, for all of them. A lease's handle is a
 * {@link PinnedRange}. There is no remote access. Thread-safe. Closing the context is the caller's; close the cache before.
 *
 * <p>The driver registers a page once, and finds registrations by address. So ranges that share pages share what is registered, and only as long as
 * it is of the memory that is there ({@link Extents}); if it is not, a registration is refused with STALE, upon which a cache deregisters
 * what has changed and tries again. And a registration never outlives the free of its block, also not where {@link io.pindown.cache.OnFree#KEEP} is asked for.
 *
 * <p>Memory that is mapped for reading only is registered as such, if the device can; all other is registered for both directions, whatever was
 * asked for: pages that the device may write are the process's own, where those that it may only read could be copied on the process's next write.
 */
public final class CudaRegistrar implements Registrar<PinnedRange> {
  private static final int REMOTE = Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;
  private static final long PAGE = Extents.PAGE;

  private final CudaContext context;
  private final boolean readOnly;
  private final String name;
  private final Extents<HostRegistration> extents;

  /** A registrar that is told of changes of memory as the process's caches are. */
  public CudaRegistrar(CudaContext context) {
    this(context, AddressSpace.process());
  }

  /** A registrar for a cache over that address space. */
  public CudaRegistrar(CudaContext context, AddressSpace space) {
    this.context = Objects.requireNonNull(context, "context");
    readOnly = context.device().registersReadOnly();
    name = "cuda " + context.device().name();
    extents = new Extents<>(space, name, new Driver());
  }

  private final class Driver implements Extents.Pinner<HostRegistration> {
    @Override
    public HostRegistration pin(long address, long length, int access) {
      try {
        return context.register(address, length, 0);
      } catch (CudaException e) {
        boolean other = e.reason() == CudaException.Reason.VALUE || e.reason() == CudaException.Reason.ACCESS || e.reason() == CudaException.Reason.OTHER;
        if (other && readOnly && (access & Access.LOCAL_WRITE) == 0) {
          try {
            return context.register(address, length, HostRegistration.READ_ONLY);
          } catch (CudaException second) {
            e.addSuppressed(second);
          }
        }
        throw refused(e, address, length, access);
      }
    }

    @Override
    public void unpin(HostRegistration registration) {
      registration.close();
    }

    @Override
    public boolean allows(HostRegistration registration, int access) {
      return !registration.isReadOnly() || (access & Access.LOCAL_WRITE) == 0;
    }
  }

  private static RegistrarException refused(CudaException e, long address, long length, int access) {
    String what = length + " bytes at 0x" + Long.toHexString(address) + " cannot be registered with access 0x" + Integer.toHexString(access) + ": ";
    return switch (e.reason()) {
      case LIMIT -> new RegistrarException(Reason.PRESSURE, what + e.getMessage(), e);
      case ACCESS -> new RegistrarException(Reason.ACCESS, what + e.getMessage(), e);
      case VALUE -> new RegistrarException(Reason.ADDRESS, what + e.getMessage() + "; not all of it is mapped, or it cannot be pinned", e);
      case CLOSED -> new RegistrarException(Reason.CLOSED, what + e.getMessage(), e);
      case REGISTERED -> new RegistrarException(
          Reason.OTHER, what + e.getMessage() + "; someone else in this process has registered it, or a page that it has a part of, past this registrar", e);
      case OTHER -> new RegistrarException(Reason.OTHER, what + e.getMessage(), e);
    };
  }

  @Override
  public PinnedRange register(long address, long length, int access) {
    return register(address, length, access, address, address + length);
  }

  @Override
  public PinnedRange register(long address, long length, int access, long start, long end) {
    if ((Access.check(access) & REMOTE) != 0) {
      throw new RegistrarException(
          Reason.ACCESS, "access is 0x" + Integer.toHexString(access) + "; CUDA allows LOCAL_READ and LOCAL_WRITE only");
    }
    if (address <= 0 || length <= 0 || address > Long.MAX_VALUE - length - PAGE || start < address || end > address + length || start >= end) {
      throw new IllegalArgumentException(
          "[0x" + Long.toHexString(address) + ", +" + length + ") for [0x" + Long.toHexString(start) + ", 0x" + Long.toHexString(end)
              + ") is not a range of user memory");
    }
    long from = address & -PAGE;
    long to = address + length + PAGE - 1 & -PAGE;
    if (!context.isOpen()) {
      throw new RegistrarException(Reason.CLOSED, context + " is closed");
    }
    try {
      return new PinnedRange(from, to - from, access, extents.hold(from, to, access, start, end));
    } catch (IllegalStateException e) {
      throw new RegistrarException(Reason.CLOSED, e.getMessage(), e);
    }
  }

  @Override
  public void deregister(PinnedRange range) {
    if (!range.release()) {
      throw new IllegalStateException(range + " was deregistered before");
    }
    try {
      extents.release(range.hold());
    } catch (CudaException e) {
      throw new RegistrarException(e.reason() == CudaException.Reason.CLOSED ? Reason.CLOSED : Reason.OTHER, e.getMessage(), e);
    }
  }

  @Override
  public boolean outlivesFree() {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  /** Registrations with the driver. */
  int extents() {
    return extents.size();
  }

  int vouchers() {
    return extents.vouchers();
  }
}
