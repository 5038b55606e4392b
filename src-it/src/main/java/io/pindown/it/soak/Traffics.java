package io.pindown.it.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All ways to send without a cache that there are on this JDK and this machine. */
public final class Traffics {
  private Traffics() {}

  /** To be closed by the caller. */
  public static List<Traffic> all() throws IOException, ReflectiveOperationException {
    List<Traffic> traffic = new ArrayList<>(List.of(new ChannelTraffic()));
    Equipment.found().ringTraffic().ifPresent(traffic::add);
    return traffic;
  }
}
