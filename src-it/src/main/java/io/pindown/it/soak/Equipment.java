package io.pindown.it.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What this JDK lets the soak have: kinds of memory, grounds, devices. */
public interface Equipment {
  /** Adds kinds of memory by name. */
  void addKinds(Map<String, Kind> kinds);

  /** Adds grounds by name. */
  void addGrounds(Map<String, Ground.Maker> grounds);

  /**
   * A device with so many places for registrations that sends for real; empty if there is none here.
   *
   * @param bySocket over a connection, otherwise to a file
   */
  Optional<Nic<?>> openNic(int places, boolean bySocket);

  /** A program that registers with a device for each send; empty if there is none here. */
  default Optional<Traffic> ringTraffic() {
    return Optional.empty();
  }

  /** Why there is no device, or "". */
  String whyNoNic();

  /** What comes with Java 17. */
  Equipment BASE =
      new Equipment() {
        @Override
        public void addKinds(Map<String, Kind> kinds) {
          Blocks.addTo(kinds);
          FileMappings.addTo(kinds);
        }

        @Override
        public void addGrounds(Map<String, Ground.Maker> grounds) {
          BaseGrounds.addTo(grounds);
        }

        @Override
        public Optional<Nic<?>> openNic(int places, boolean bySocket) {
          return Optional.empty();
        }

        @Override
        public String whyNoNic() {
          return "Java " + Runtime.version().feature() + " has no final FFM API and no preview of it";
        }
      };

  /** What this JDK has beyond {@link #BASE}; from 21 on it must be there. */
  static Equipment found() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      return BASE;
    }
    return (Equipment) Class.forName("io.pindown.it.soak.foreign.ForeignEquipment").getConstructor().newInstance();
  }

  /** A device that sends for real where there is one, else one that compares page frames. */
  default Nic<?> nic(int places, boolean bySocket) {
    Optional<Nic<?>> real = openNic(places, bySocket);
    return real.isPresent() ? real.get() : new FrameNic(places);
  }

  /** All kinds of memory, in an order that is always the same. */
  default Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    addKinds(kinds);
    return kinds;
  }

  /** All grounds, in an order that is always the same. */
  default Map<String, Ground.Maker> grounds() {
    Map<String, Ground.Maker> grounds = new LinkedHashMap<>();
    addGrounds(grounds);
    return grounds;
  }
}
