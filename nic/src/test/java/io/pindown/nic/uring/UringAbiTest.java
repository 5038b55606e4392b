package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.abi.Abi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UringAbiTest {
  /** What headers older than 6.1 may lack, as include/uapi/linux/io_uring.h of v6.12 has it. */
  private static final Map<String, Long> SINCE_5_13 =
      Map.of(
          "IORING_SETUP_SUBMIT_ALL", 128L,
          "IORING_RSRC_REGISTER_SPARSE", 1L,
          "IORING_REGISTER_SYNC_CANCEL", 24L,
          "IORING_ASYNC_CANCEL_ALL", 1L,
          "IORING_ASYNC_CANCEL_ANY", 4L,
          "IORING_OP_SEND_ZC", 47L,
          "IORING_RECVSEND_FIXED_BUF", 4L,
          "IORING_CQE_F_NOTIF", 8L);

  @TempDir Path directory;

  @Test
  void everyStructureAndConstantIsAsTheCompilerHasIt() throws Exception {
    Abi abi = new Abi().structuresOf(UringLayouts.class).structuresOf(Ipv4.class).structuresOf(Connecting.class);
    assertThat(abi.size()).as("sizes and offsets").isGreaterThan(100);
    abi.constantsOf(UringConstants.class);
    abi.verify(
        directory,
        List.of("linux/io_uring.h", "linux/time_types.h", "sys/syscall.h", "sys/uio.h", "sys/socket.h", "netinet/in.h", "poll.h"),
        SINCE_5_13);
  }
}
