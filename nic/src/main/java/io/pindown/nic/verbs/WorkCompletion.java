package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.WC$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * The end of a work request.
 *
 * @param workId what the request was posted with
 * @param status of enum ibv_wc_status; 0 is success. If it is not, only this, {@code workId}, {@code vendorError} and {@code queuePair} count
 * @param opcode of enum ibv_wc_opcode: 0 SEND, 1 RDMA WRITE, 2 RDMA READ, 128 RECV
 * @param vendorError the device's own code for what went wrong
 * @param bytes received, or read; not set for what was sent
 * @param queuePair the number of the queue pair here
 */
public record WorkCompletion(long workId, int status, int opcode, int vendorError, long bytes, int queuePair) {
  static final long SIZE = WC$LAYOUT.byteSize();
  private static final long WR_ID = VerbsLayouts.offset(WC$LAYOUT, "wr_id");
  private static final long STATUS = VerbsLayouts.offset(WC$LAYOUT, "status");
  private static final long OPCODE = VerbsLayouts.offset(WC$LAYOUT, "opcode");
  private static final long VENDOR_ERR = VerbsLayouts.offset(WC$LAYOUT, "vendor_err");
  private static final long BYTE_LEN = VerbsLayouts.offset(WC$LAYOUT, "byte_len");
  private static final long QP_NUM = VerbsLayouts.offset(WC$LAYOUT, "qp_num");

  static WorkCompletion read(MemorySegment completions, int index) {
    long at = index * SIZE;
    return new WorkCompletion(
        completions.get(JAVA_LONG, at + WR_ID),
        completions.get(JAVA_INT, at + STATUS),
        completions.get(JAVA_INT, at + OPCODE),
        completions.get(JAVA_INT, at + VENDOR_ERR),
        Integer.toUnsignedLong(completions.get(JAVA_INT, at + BYTE_LEN)),
        completions.get(JAVA_INT, at + QP_NUM));
  }

  public boolean isSuccess() {
    return status == VerbsConstants.IBV_WC_SUCCESS;
  }

  /** libibverbs' words for the status, such as {@code remote access error}. */
  public String statusText() {
    return DeviceCalls.ibv_wc_status_str(status);
  }

  /** The status by its C name, such as {@code IBV_WC_REM_ACCESS_ERR}. */
  public String statusName() {
    return WorkStatus.name(status);
  }

  /**
   * Returns itself.
   *
   * @throws WorkException if the request has failed
   */
  public WorkCompletion expectSuccess() {
    if (!isSuccess()) {
      throw new WorkException(this);
    }
    return this;
  }
}
