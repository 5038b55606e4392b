package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.DOMAIN_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.EP_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.FABRIC_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.INFO$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.TX_ATTR$LAYOUT;

import java.lang.ref.Cleaner;

/**
 * One offer of {@link Libfabric#getInfo}: a provider, a domain and an endpoint that could be opened. Immutable. The native structure is
 * freed when this object is no longer reachable.
 */
public final class Info {
  private static final Cleaner CLEANER = Cleaner.create();

  private final long structure;
  private final String provider;
  private final String fabric;
  private final String domain;
  private final EndpointType type;
  private final long capabilities;
  private final long maxMessageSize;
  private final long transmitSize;
  private final int memoryMode;

  private Info(long structure) {
    this.structure = structure;
    CLEANER.register(this, () -> Functions.freeinfo(structure));
    // all that is told is read here: a later reader might be the last user of this object, and the structure be freed under it
    long fabricAttributes = NativeMemory.word(structure, INFO$LAYOUT, "fabric_attr");
    long domainAttributes = NativeMemory.word(structure, INFO$LAYOUT, "domain_attr");
    long endpointAttributes = NativeMemory.word(structure, INFO$LAYOUT, "ep_attr");
    this.provider = NativeMemory.string(NativeMemory.word(fabricAttributes, FABRIC_ATTR$LAYOUT, "prov_name"));
    this.fabric = NativeMemory.string(NativeMemory.word(fabricAttributes, FABRIC_ATTR$LAYOUT, "name"));
    this.domain = NativeMemory.string(NativeMemory.word(domainAttributes, DOMAIN_ATTR$LAYOUT, "name"));
    this.type = EndpointType.of(NativeMemory.number(endpointAttributes, EP_ATTR$LAYOUT, "type"));
    this.capabilities = NativeMemory.word(structure, INFO$LAYOUT, "caps");
    long bytes = NativeMemory.word(endpointAttributes, EP_ATTR$LAYOUT, "max_msg_size");
    this.maxMessageSize = bytes < 0 ? Long.MAX_VALUE : bytes; // an unsigned number
    this.transmitSize = NativeMemory.word(NativeMemory.word(structure, INFO$LAYOUT, "tx_attr"), TX_ATTR$LAYOUT, "size");
    this.memoryMode = NativeMemory.number(domainAttributes, DOMAIN_ATTR$LAYOUT, "mr_mode");
  }

  static Info copyOf(long structure) {
    return new Info(Functions.dupinfo(structure));
  }

  /** {@code struct fi_info *}; keep this object reachable for as long as it is used. */
  long structure() {
    return structure;
  }

  /** {@code struct fi_fabric_attr *}, likewise. */
  long fabricAttributes() {
    return NativeMemory.word(structure, INFO$LAYOUT, "fabric_attr");
  }

  /** The provider's name, such as {@code shm} or {@code tcp;ofi_rxm}. */
  public String provider() {
    return provider;
  }

  public String fabric() {
    return fabric;
  }

  public String domain() {
    return domain;
  }

  public EndpointType type() {
    return type;
  }

  /** What the endpoint can do, as {@link Capabilities} bits and others of libfabric's. */
  public long capabilities() {
    return capabilities;
  }

  /** The longest message, bytes; {@link Long#MAX_VALUE} if there is no limit. */
  public long maxMessageSize() {
    return maxMessageSize;
  }

  /** Operations that an endpoint takes before it says that its queue is full. */
  public long transmitSize() {
    return transmitSize;
  }

  /** Whether each local buffer of an operation must be registered ({@code FI_MR_LOCAL}). */
  public boolean needsLocalRegistration() {
    return (memoryMode & FabricConstants.FI_MR_LOCAL) != 0;
  }

  /** Whether a peer names registered memory by its address; otherwise by its distance from the registration's begin. */
  public boolean usesVirtualAddresses() {
    return (memoryMode & FabricConstants.FI_MR_VIRT_ADDR) != 0;
  }

  /** Whether the provider chooses the keys of registrations. */
  public boolean choosesKeys() {
    return (memoryMode & FabricConstants.FI_MR_PROV_KEY) != 0;
  }

  @Override
  public String toString() {
    return "Info[" + provider + ", fabric " + fabric + ", domain " + domain + ", " + type + "]";
  }
}
