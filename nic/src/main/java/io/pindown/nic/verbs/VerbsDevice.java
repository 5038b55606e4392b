package io.pindown.nic.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An RDMA device as it was when it was listed. It holds nothing; it may have gone since.
 *
 * @param name such as {@code mlx5_0} or {@code rxe0}
 * @param guid its global identifier; 0 if it has none
 */
public record VerbsDevice(String name, long guid) {
  private interface Visit<T> {
    T of(long device, String name);
  }

  /**
   * All devices of this machine that libibverbs has a provider for; none is an empty list.
   *
   * @throws VerbsUnavailableException if there is no libibverbs
   */
  public static List<VerbsDevice> list() {
    List<VerbsDevice> devices = new ArrayList<>();
    visit((device, name) -> {
      devices.add(new VerbsDevice(name, Long.reverseBytes(DeviceCalls.ibv_get_device_guid(device))));
      return null;
    });
    return List.copyOf(devices);
  }

  /** Why there is no device to open, in words that say what to do; null if there is one. */
  public static String obstacle() {
    if (Libibverbs.cause() != null) {
      return Libibverbs.cause();
    }
    return list().isEmpty()
        ? "there is no RDMA device: 'rdma link' lists them; 'rdma link add rxe0 type rxe netdev eth0' adds one in software (module rdma_rxe)"
        : null;
  }

  /**
   * Opens the device of that name.
   *
   * @throws VerbsUnavailableException if there is no such device, or no libibverbs
   * @throws VerbsException if it cannot be opened: EACCES for want of rights on {@code /dev/infiniband}
   */
  public static VerbsContext open(String name) {
    Long context = visit((device, found) -> found.equals(name) ? (Long) VerbsException.made("ibv_open_device", DeviceCalls.ibv_open_device(device)) : null);
    if (context == null) {
      String obstacle = obstacle();
      throw new VerbsUnavailableException(
          obstacle != null ? obstacle : "there is no RDMA device " + name + "; there are " + list().stream().map(VerbsDevice::name).toList());
    }
    return new VerbsContext(context, name);
  }

  /** {@link #open(String)} of this one. */
  public VerbsContext open() {
    return open(name);
  }

  /** The first result that is not null; a device's pointer is valid only inside. */
  @SuppressWarnings("restricted")
  private static <T> T visit(Visit<T> visit) {
    Libibverbs.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      long list = DeviceCalls.ibv_get_device_list(count);
      if (list == -Errno.ENOSYS || list == -Errno.ENOENT) {
        return null; // the kernel has no RDMA at all
      }
      VerbsException.made("ibv_get_device_list", list);
      try {
        int devices = count.get(JAVA_INT, 0);
        MemorySegment pointers = MemorySegment.ofAddress(list).reinterpret(devices * JAVA_LONG.byteSize());
        for (int i = 0; i < devices; i++) {
          long device = pointers.getAtIndex(JAVA_LONG, i);
          T result = visit.of(device, DeviceCalls.ibv_get_device_name(device));
          if (result != null) {
            return result;
          }
        }
        return null;
      } finally {
        DeviceCalls.ibv_free_device_list(list);
      }
    }
  }
}
