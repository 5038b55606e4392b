package io.pindown.nic.uring;

/**
 * Whether rings can be opened here.
 *
 * @param available whether they can
 * @param cause why not, naming the setting to change; empty if they can
 */
public record Capability(boolean available, String cause) {
  static Capability yes() {
    return new Capability(true, "");
  }

  static Capability no(String cause) {
    return new Capability(false, cause);
  }
}
