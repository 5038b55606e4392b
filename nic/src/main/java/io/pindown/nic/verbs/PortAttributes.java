package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_LINK_LAYER_ETHERNET;
import static io.pindown.nic.verbs.VerbsConstants.IBV_PORT_ACTIVE;
import static io.pindown.nic.verbs.VerbsLayouts.PORT_ATTR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * The state of a port, of struct ibv_port_attr.
 *
 * @param state of enum ibv_port_state; 4 is active
 * @param maxMtu of enum ibv_mtu: 1 for 256 bytes to 5 for 4,096
 * @param activeMtu likewise, the one in use
 * @param gids places in its table of GIDs
 * @param maxMessageBytes the longest message, up to 2^32 - 1
 * @param lid its local identifier, 0 to 65,535; 0 on Ethernet
 * @param linkLayer 1 for InfiniBand, 2 for Ethernet
 */
public record PortAttributes(int state, int maxMtu, int activeMtu, int gids, long maxMessageBytes, int lid, int linkLayer) {
  static PortAttributes read(MemorySegment a) {
    return new PortAttributes(
        number(a, "state"),
        number(a, "max_mtu"),
        number(a, "active_mtu"),
        number(a, "gid_tbl_len"),
        Integer.toUnsignedLong(number(a, "max_msg_sz")),
        a.get(JAVA_SHORT, VerbsLayouts.offset(PORT_ATTR$LAYOUT, "lid")) & 0xffff,
        a.get(JAVA_BYTE, VerbsLayouts.offset(PORT_ATTR$LAYOUT, "link_layer")) & 0xff);
  }

  private static int number(MemorySegment a, String member) {
    return a.get(JAVA_INT, VerbsLayouts.offset(PORT_ATTR$LAYOUT, member));
  }

  public boolean isActive() {
    return state == IBV_PORT_ACTIVE;
  }

  public boolean isEthernet() {
    return linkLayer == IBV_LINK_LAYER_ETHERNET;
  }
}
