package io.pindown.nic.uring;

import static io.pindown.nic.uring.UringLayouts.PROBE$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.PROBE_OP$LAYOUT;
import static io.pindown.nic.uring.UringLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Asks the kernel which operations a ring offers. */
final class OperationProbe {
  private static final int MAX_OPERATIONS = 256;

  /** What this library uses. */
  private enum Needed {
    READ_FIXED(UringConstants.IORING_OP_READ_FIXED),
    WRITE_FIXED(UringConstants.IORING_OP_WRITE_FIXED),
    SEND(UringConstants.IORING_OP_SEND),
    RECV(UringConstants.IORING_OP_RECV),
    SEND_ZC(UringConstants.IORING_OP_SEND_ZC);

    final int code;

    Needed(int code) {
      this.code = code;
    }
  }

  private OperationProbe() {}

  /**
   * Names of the operations that are needed and not there.
   *
   * @throws NativeException if the kernel does not answer
   */
  static List<String> missing(int fd) {
    List<String> missing = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment probe = arena.allocate(PROBE$LAYOUT.byteSize() + MAX_OPERATIONS * PROBE_OP$LAYOUT.byteSize(), 8);
      NativeException.check(
          "io_uring_register(PROBE)",
          SystemCalls.io_uring_register(fd, UringConstants.IORING_REGISTER_PROBE, probe.address(), MAX_OPERATIONS));
      for (Needed needed : Needed.values()) {
        long entry = PROBE$LAYOUT.byteSize() + needed.code * PROBE_OP$LAYOUT.byteSize();
        int flags = probe.get(JAVA_SHORT, entry + offset(PROBE_OP$LAYOUT, "flags"));
        if ((flags & UringConstants.IO_URING_OP_SUPPORTED) == 0) {
          missing.add(needed.name());
        }
      }
    }
    return missing;
  }
}
