package io.pindown.nic.verbs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Which of a port's GIDs to send from: the first IPv4 address of RoCE version 2; the first IPv4 address, where the kernel does not say which are of
 * which version; else the first GID. Drivers of hardware have each address twice, first for version 1, which is not routed and which peers may
 * not speak.
 */
final class GidChoice {
  private static final Path DEVICES = Path.of("/sys/class/infiniband");

  private GidChoice() {}

  /**
   * The place.
   *
   * @param places of the table
   * @param gids by place; null or empty where there is none
   */
  static OptionalInt of(int places, IntFunction<Gid> gids, IntPredicate version2) {
    int any = -1;
    int ipv4 = -1;
    for (int index = 0; index < places; index++) {
      Gid gid = gids.apply(index);
      if (gid == null || gid.isEmpty()) {
        continue;
      }
      if (gid.isIpv4() && version2.test(index)) {
        return OptionalInt.of(index);
      }
      ipv4 = ipv4 < 0 && gid.isIpv4() ? index : ipv4;
      any = any < 0 ? index : any;
    }
    int chosen = ipv4 < 0 ? any : ipv4;
    return chosen < 0 ? OptionalInt.empty() : OptionalInt.of(chosen);
  }

  /** What the kernel says of a device's port. */
  static IntPredicate version2(String device, int port) {
    return version2(DEVICES.resolve(device).resolve("ports/" + port + "/gid_attrs/types"));
  }

  static IntPredicate version2(Path types) {
    return index -> {
      try {
        return Files.readString(types.resolve(Integer.toString(index))).strip().equals("RoCE v2");
      } catch (IOException e) {
        return false; // no sysfs here, or an empty place
      }
    };
  }
}
