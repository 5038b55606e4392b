package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.CQ_ERR_ENTRY$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.CQ_TAGGED_ENTRY$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.CQ$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_CQ$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where operations complete: {@code struct fid_cq}. Reading it is also what lets a provider make progress that makes none by itself, so an
 * endpoint whose queue nobody reads may not answer its peers.
 */
public final class CompletionQueue extends FabricObject {
  private static final long OPS = offset(CQ$LAYOUT, "ops");
  private static final int TEXT = 256;

  /** Where the library writes a completion: one place for each thread, so that reading a queue allocates nothing native. */
  private static final ThreadLocal<MemorySegment> ENTRY = ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CQ_TAGGED_ENTRY$LAYOUT));

  CompletionQueue(long address, Domain domain) {
    super(address, domain);
  }

  /**
   * The next completion, or null if there is none now: {@code fi_cq_read}.
   *
   * @throws CompletionException if the next one is of an operation that failed
   * @throws FabricException if the queue itself is in error
   */
  public Completion poll() {
    MemorySegment entry = ENTRY.get();
    enter();
    try {
      long read = Calls.read(function("read"), address(), entry, 1);
      if (read == -Errno.EAGAIN || read == 0) {
        return null;
      }
      if (read == -FabricConstants.FI_EAVAIL) {
        FabricException failure = failure();
        if (failure == null) {
          return null;
        }
        throw failure;
      }
      FabricException.check("fi_cq_read", read);
      return new Completion(
          entry.get(JAVA_LONG, offset(CQ_TAGGED_ENTRY$LAYOUT, "op_context")),
          entry.get(JAVA_LONG, offset(CQ_TAGGED_ENTRY$LAYOUT, "flags")),
          entry.get(JAVA_LONG, offset(CQ_TAGGED_ENTRY$LAYOUT, "len")),
          entry.get(JAVA_LONG, offset(CQ_TAGGED_ENTRY$LAYOUT, "tag")));
    } finally {
      leave();
    }
  }

  /** Null if another thread has taken it meanwhile. */
  private FabricException failure() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(CQ_ERR_ENTRY$LAYOUT);
      long read = Calls.read(function("readerr"), address(), entry, 0);
      if (read == -Errno.EAGAIN || read == 0) {
        return null;
      }
      FabricException.check("fi_cq_readerr", read);
      int providerError = entry.get(JAVA_INT, offset(CQ_ERR_ENTRY$LAYOUT, "prov_errno"));
      MemorySegment room = arena.allocate(TEXT);
      long data = entry.get(JAVA_LONG, offset(CQ_ERR_ENTRY$LAYOUT, "err_data"));
      String text = NativeMemory.string(Calls.strerror(function("strerror"), address(), providerError, data, room));
      return new CompletionException(
          entry.get(JAVA_LONG, offset(CQ_ERR_ENTRY$LAYOUT, "op_context")),
          entry.get(JAVA_INT, offset(CQ_ERR_ENTRY$LAYOUT, "err")),
          providerError,
          text);
    }
  }

  private MemorySegment function(String name) {
    return NativeMemory.function(address(), OPS, OPS_CQ$LAYOUT, name);
  }
}
