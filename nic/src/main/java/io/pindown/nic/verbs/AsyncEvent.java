package io.pindown.nic.verbs;

/**
 * Something that happened to a device.
 *
 * @param type of enum ibv_event_type
 * @param text libibverbs' words for it, such as {@code local catastrophic error}
 * @param port the port that it is of; 0 if it is not of a port
 */
public record AsyncEvent(int type, String text, int port) {
  /** Whether the device is lost. */
  public boolean isFatal() {
    return type == VerbsConstants.IBV_EVENT_DEVICE_FATAL;
  }
}
