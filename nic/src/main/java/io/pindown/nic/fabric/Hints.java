package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.DOMAIN_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.EP_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.FABRIC_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.INFO$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.TX_ATTR$LAYOUT;

import java.util.Objects;

/**
 * What an application wants of {@link Libfabric#getInfo}.
 *
 * @param provider such as {@code tcp;ofi_rxm}, {@code shm} or {@code verbs;ofi_rxm}; null for any
 * @param domain the name of a domain, such as a device; null for any
 * @param type the kind of endpoint
 * @param capabilities the union of {@link Capabilities} bits that the endpoint must have
 * @param node a host's name or address; null for any. A local one with {@code isSource}, otherwise a peer's
 * @param service a port, as a number; null for any
 * @param isSource whether {@code node} and {@code service} are this side's
 * @param deliveryComplete whether an operation shall complete only when the peer has its bytes ({@code FI_DELIVERY_COMPLETE}); otherwise as
 *     the provider likes, which may be when it has taken them
 */
public record Hints(
    String provider, String domain, EndpointType type, long capabilities, String node, String service, boolean isSource, boolean deliveryComplete) {
  private static final long FI_SOURCE = FabricConstants.FI_SOURCE;
  private static final int MR_MODE =
      FabricConstants.FI_MR_LOCAL | FabricConstants.FI_MR_VIRT_ADDR | FabricConstants.FI_MR_ALLOCATED | FabricConstants.FI_MR_PROV_KEY;

  public Hints {
    Objects.requireNonNull(type, "type");
  }

  /** Reliable datagram endpoints of a provider that do tagged messages and remote memory access. */
  public static Hints of(String provider) {
    return new Hints(provider, null, EndpointType.RDM, Capabilities.MSG | Capabilities.TAGGED | Capabilities.RMA, null, null, false, false);
  }

  public Hints withDomain(String name) {
    return new Hints(provider, name, type, capabilities, node, service, isSource, deliveryComplete);
  }

  public Hints withType(EndpointType other) {
    return new Hints(provider, domain, other, capabilities, node, service, isSource, deliveryComplete);
  }

  public Hints withCapabilities(long bits) {
    return new Hints(provider, domain, type, bits, node, service, isSource, deliveryComplete);
  }

  /** Endpoints that have the local address {@code host}, at a port, or at any for null. */
  public Hints withSource(String host, String port) {
    return new Hints(provider, domain, type, capabilities, host, port, true, deliveryComplete);
  }

  /** Endpoints whose operations complete only when the peer has their bytes. */
  public Hints withDeliveryComplete() {
    return new Hints(provider, domain, type, capabilities, node, service, isSource, true);
  }

  long flags() {
    return isSource && (node != null || service != null) ? FI_SOURCE : 0;
  }

  /** A {@code struct fi_info} of libfabric's that says this; {@link Functions#freeinfo} frees it and its strings. */
  long allocate() {
    long info = Functions.dupinfo(0);
    NativeMemory.word(info, INFO$LAYOUT, "caps", capabilities);
    NativeMemory.word(info, INFO$LAYOUT, "mode", 0);
    NativeMemory.number(NativeMemory.word(info, INFO$LAYOUT, "ep_attr"), EP_ATTR$LAYOUT, "type", type.value());
    if (deliveryComplete) {
      NativeMemory.word(NativeMemory.word(info, INFO$LAYOUT, "tx_attr"), TX_ATTR$LAYOUT, "op_flags", FabricConstants.FI_DELIVERY_COMPLETE);
    }
    long domainAttributes = NativeMemory.word(info, INFO$LAYOUT, "domain_attr");
    NativeMemory.number(domainAttributes, DOMAIN_ATTR$LAYOUT, "mr_mode", MR_MODE);
    NativeMemory.number(domainAttributes, DOMAIN_ATTR$LAYOUT, "threading", FabricConstants.FI_THREAD_SAFE);
    if (domain != null) {
      NativeMemory.word(domainAttributes, DOMAIN_ATTR$LAYOUT, "name", Functions.strdup(domain));
    }
    if (provider != null) {
      long fabricAttributes = NativeMemory.word(info, INFO$LAYOUT, "fabric_attr");
      NativeMemory.word(fabricAttributes, FABRIC_ATTR$LAYOUT, "prov_name", Functions.strdup(provider));
    }
    return info;
  }
}
