package io.pindown.nic.fabric;

/** {@code enum fi_ep_type}. */
public enum EndpointType {
  /** Reliable, connected. */
  MSG(FabricConstants.FI_EP_MSG),
  /** Unreliable, without connections. */
  DGRAM(FabricConstants.FI_EP_DGRAM),
  /** Reliable, to many peers without connections of the application's. */
  RDM(FabricConstants.FI_EP_RDM);

  private final int value;

  EndpointType(int value) {
    this.value = value;
  }

  int value() {
    return value;
  }

  static EndpointType of(int value) {
    for (EndpointType type : values()) {
      if (type.value == value) {
        return type;
      }
    }
    throw new IllegalArgumentException("endpoint type " + value + " is none of fi_ep_type's that are known here");
  }
}
