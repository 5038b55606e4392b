package io.pindown.nic.verbs;

/**
 * How a queue pair is connected.
 *
 * @param port of the device, from 1
 * @param gidIndex place of the port's GID to send from
 * @param mtu of enum ibv_mtu: 1 for 256 bytes to 5 for 4,096
 * @param access what a peer may do through this queue pair, at most: bits as a memory region's
 * @param reads RDMA reads outstanding in each direction, 0 to 255
 * @param timeout until a packet is sent again: 4.096 us times 2^timeout, 0 for ever, up to 31
 * @param retries how often, 0 to 7
 * @param receiverRetries how often when the peer has posted no receive, 0 to 6, or 7 for ever
 * @param minRnrTimer code for how long the peer is told to wait then, 0 to 31
 * @param psn number of the first packet, 0 to 2^24 - 1
 */
public record PathOptions(
    int port, int gidIndex, int mtu, int access, int reads, int timeout, int retries, int receiverRetries, int minRnrTimer, int psn) {
  private static final int PSN_MOST = (1 << 24) - 1;

  public PathOptions {
    Arguments.range("port", port, 1, 255);
    Arguments.range("gidIndex", gidIndex, 0, 255);
    Arguments.range("mtu", mtu, 1, 5);
    MemoryRegion.checkAccess(access);
    Arguments.range("reads", reads, 0, 255);
    Arguments.range("timeout", timeout, 0, 31);
    Arguments.range("retries", retries, 0, 7);
    Arguments.range("receiverRetries", receiverRetries, 0, 7);
    Arguments.range("minRnrTimer", minRnrTimer, 0, 31);
    Arguments.range("psn", psn, 0, PSN_MOST);
  }

  /**
   * For a port as it is: its MTU, its GID of {@link VerbsContext#gidIndex}, all access, 4 reads, retries for some seconds.
   *
   * @throws IllegalStateException if the port is not active, or has no GID
   */
  public static PathOptions of(VerbsContext context, int port) {
    PortAttributes attributes = context.port(port);
    if (!attributes.isActive()) {
      throw new IllegalStateException("port " + port + " of " + context.device() + " is not active; its state is " + attributes.state());
    }
    int gid = context.gidIndex(port).orElseThrow(() -> new IllegalStateException("port " + port + " of " + context.device() + " has no GID"));
    int reads = Math.min(4, Math.min(context.attributes().maxReads(), context.attributes().maxInitiatedReads()));
    return new PathOptions(port, gid, attributes.activeMtu(), 15, reads, 14, 7, 7, 12, 0);
  }

  /** Another of the port's GIDs to send from. */
  public PathOptions withGidIndex(int index) {
    return new PathOptions(port, index, mtu, access, reads, timeout, retries, receiverRetries, minRnrTimer, psn);
  }

  public PathOptions withAccess(int bits) {
    return new PathOptions(port, gidIndex, mtu, bits, reads, timeout, retries, receiverRetries, minRnrTimer, psn);
  }

  /** As the components say. */
  public PathOptions withRetries(int packetTimeout, int packetRetries, int receiverRetry) {
    return new PathOptions(port, gidIndex, mtu, access, reads, packetTimeout, packetRetries, receiverRetry, minRnrTimer, psn);
  }

  public PathOptions withPsn(int first) {
    return new PathOptions(port, gidIndex, mtu, access, reads, timeout, retries, receiverRetries, minRnrTimer, first);
  }
}
