package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.DEVICE_ATTR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What a device can do, of struct ibv_device_attr.
 *
 * @param firmware its version, as text; may be empty
 * @param maxRegionBytes the longest memory region; Long.MAX_VALUE where the device sets no bound
 * @param maxRegions memory regions of all processes together
 * @param maxQueuePairs queue pairs, likewise
 * @param maxRequests outstanding requests on one queue
 * @param maxSegments scatter and gather entries of one request
 * @param maxCompletionQueues completion queues
 * @param maxCompletions entries of one completion queue
 * @param maxReads RDMA reads and atomics that a peer may have outstanding at one queue pair here
 * @param maxInitiatedReads RDMA reads and atomics that one queue pair here may have outstanding
 * @param ports its ports, numbered from 1
 */
public record DeviceAttributes(
    String firmware,
    long maxRegionBytes,
    int maxRegions,
    int maxQueuePairs,
    int maxRequests,
    int maxSegments,
    int maxCompletionQueues,
    int maxCompletions,
    int maxReads,
    int maxInitiatedReads,
    int ports) {

  static DeviceAttributes read(MemorySegment a) {
    return new DeviceAttributes(
        a.getString(VerbsLayouts.offset(DEVICE_ATTR$LAYOUT, "fw_ver")),
        bounded(a.get(JAVA_LONG, VerbsLayouts.offset(DEVICE_ATTR$LAYOUT, "max_mr_size"))),
        number(a, "max_mr"),
        number(a, "max_qp"),
        number(a, "max_qp_wr"),
        number(a, "max_sge"),
        number(a, "max_cq"),
        number(a, "max_cqe"),
        number(a, "max_qp_rd_atom"),
        number(a, "max_qp_init_rd_atom"),
        a.get(JAVA_BYTE, VerbsLayouts.offset(DEVICE_ATTR$LAYOUT, "phys_port_cnt")) & 0xff);
  }

  /** The C type has no sign. */
  private static long bounded(long bytes) {
    return bytes < 0 ? Long.MAX_VALUE : bytes;
  }

  private static int number(MemorySegment a, String member) {
    return a.get(JAVA_INT, VerbsLayouts.offset(DEVICE_ATTR$LAYOUT, member));
  }
}
