package io.pindown.demo.measure;

import com.fasterxml.jackson.annotation.JsonValue;

/** The device that messages are sent by. */
public enum Device {
  URING("io_uring", "io_uring", "register per send, unmodified, with -javaagent",
      "Loopback TCP copies all bytes in the kernel, which is most of the time of a large message here; the column on pinning is what a "
          + "faster network would be left with."),
  VERBS("verbs", "RDMA verbs", "leased from Pindown's cache, with -javaagent",
      "Where the device is in software, as in the demonstration's guest, it copies all bytes itself, and an emulated processor does that "
          + "slowly: of those figures only the ratios say something.");

  private final String key;
  private final String label;
  private final String agentsMeaning;
  private final String network;

  Device(String key, String label, String agentsMeaning, String network) {
    this.key = key;
    this.label = label;
    this.agentsMeaning = agentsMeaning;
    this.network = network;
  }

  /** Name in JSON. */
  @JsonValue
  public String key() {
    return key;
  }

  /** Name for people. */
  public String label() {
    return label;
  }

  /** One line that says what a way does with this device. */
  public String meaning(Way way) {
    return way == Way.AGENT ? agentsMeaning : way.meaning();
  }

  /** What the speeds are made of. */
  public String network() {
    return network;
  }

  /**
   * The device named so in JSON.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Device ofKey(String key) {
    for (Device device : values()) {
      if (device.key.equals(key)) {
        return device;
      }
    }
    throw new IllegalArgumentException("no device '" + key + "', there are: " + URING.key + " " + VERBS.key);
  }
}
