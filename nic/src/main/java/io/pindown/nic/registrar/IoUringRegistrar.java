package io.pindown.nic.registrar;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.RegionException;
import io.pindown.nic.uring.Ring;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.Objects;

/**
 * Registers with the table of one ring, never through a transparent cache. A registration may be read and written by the ring's
 * operations; there is no remote access. Thread-safe. Closing the ring is the caller's.
 */
public final class IoUringRegistrar implements Registrar<Region> {
  private static final int REMOTE = Access.REMOTE_WRITE | Access.REMOTE_READ | Access.REMOTE_ATOMIC;

  private final Ring ring;

  public IoUringRegistrar(Ring ring) {
    this.ring = Objects.requireNonNull(ring, "ring");
  }

  @Override
  public Region register(long address, long length, int access) {
    if ((Access.check(access) & REMOTE) != 0) {
      throw new RegistrarException(
          Reason.ACCESS, "access is 0x" + Integer.toHexString(access) + "; io_uring allows LOCAL_READ and LOCAL_WRITE only");
    }
    try {
      return ring.pin(address, length);
    } catch (RegionException e) {
      throw new RegistrarException(reason(e.reason()), e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      // A range that no table can hold, such as one over 1 GiB.
      throw new RegistrarException(Reason.OTHER, e.getMessage(), e);
    }
  }

  @Override
  public void deregister(Region region) {
    try {
      region.unpin();
    } catch (RegionException e) {
      throw new RegistrarException(reason(e.reason()), e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "io_uring";
  }

  static Reason reason(RegionException.Reason reason) {
    return switch (reason) {
      case MEMLOCK, TABLE_FULL -> Reason.PRESSURE;
      case BAD_ADDRESS -> Reason.ADDRESS;
      case CLOSED -> Reason.CLOSED;
      case OTHER -> Reason.OTHER;
    };
  }
}
