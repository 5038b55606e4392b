package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.EP$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_CM$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_EP$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_MSG$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_RMA$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_TAGGED$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Sends, receives, and accesses peers' memory: {@code struct fid_ep}. To be bound to a completion queue and an address vector, then
 * enabled. An operation returns false if the endpoint's queue is full: read the completion queue and try again. Until an operation has
 * completed its memory belongs to the provider.
 *
 * <p>In all operations: {@code address} and {@code length} are local memory; {@code descriptor} is that of the {@link MemoryRegion} it lies
 * in, 0 where the provider needs none; {@code peer} is the address vector's number; {@code context} is any number that the completion is
 * to be known by.
 */
public final class Endpoint extends FabricObject {
  private static final int NAME = 256;
  private static final long CM = offset(EP$LAYOUT, "cm");
  private static final long OPS = offset(EP$LAYOUT, "ops");
  private static final long MSG = offset(EP$LAYOUT, "msg");
  private static final long TAGGED = offset(EP$LAYOUT, "tagged");
  private static final long RMA = offset(EP$LAYOUT, "rma");

  Endpoint(long address, Domain domain) {
    super(address, domain);
  }

  /** Has what this endpoint sends and receives complete in {@code queue}. */
  public void bind(CompletionQueue queue) {
    bind("fi_ep_bind(completion queue)", queue, FabricConstants.FI_TRANSMIT | FabricConstants.FI_RECV);
  }

  /** Has this endpoint know the peers of {@code vector}. */
  public void bind(AddressVector vector) {
    bind("fi_ep_bind(address vector)", vector, 0);
  }

  /** Makes it ready for operations: {@code fi_enable}. */
  public void enable() {
    enter();
    try {
      FabricException.check("fi_enable", Calls.control(base("control"), address(), FabricConstants.FI_ENABLE));
    } finally {
      leave();
    }
  }

  /** The address that a peer inserts into its vector: {@code fi_getname}. */
  public byte[] name() {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(NAME);
      MemorySegment length = arena.allocate(JAVA_LONG);
      length.set(JAVA_LONG, 0, NAME);
      FabricException.check("fi_getname", Calls.getname(function(CM, OPS_CM$LAYOUT, "getname"), address(), name, length));
      return name.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    } finally {
      leave();
    }
  }

  private MemorySegment function(long place, StructLayout table, String name) {
    return NativeMemory.function(address(), place, table, name);
  }

  /** Sends a message: {@code fi_send}. */
  public boolean send(long address, long length, long descriptor, long peer, long context) {
    enter();
    try {
      return accepted("fi_send", Calls.message(function(MSG, OPS_MSG$LAYOUT, "send"), address(), address, length, descriptor, peer, context));
    } finally {
      leave();
    }
  }

  /** Receives a message, of {@code peer} or, for {@link AddressVector#UNSPECIFIED}, of any: {@code fi_recv}. */
  public boolean receive(long address, long length, long descriptor, long peer, long context) {
    enter();
    try {
      return accepted("fi_recv", Calls.message(function(MSG, OPS_MSG$LAYOUT, "recv"), address(), address, length, descriptor, peer, context));
    } finally {
      leave();
    }
  }

  /** Sends a tagged message: {@code fi_tsend}. */
  public boolean sendTagged(long address, long length, long descriptor, long peer, long tag, long context) {
    enter();
    try {
      return accepted(
          "fi_tsend", Calls.tagged(function(TAGGED, OPS_TAGGED$LAYOUT, "send"), address(), address, length, descriptor, peer, tag, context));
    } finally {
      leave();
    }
  }

  /** Receives a message whose tag is {@code tag} but for the bits of {@code ignore}: {@code fi_trecv}. */
  public boolean receiveTagged(long address, long length, long descriptor, long peer, long tag, long ignore, long context) {
    enter();
    try {
      return accepted(
          "fi_trecv",
          Calls.eight(function(TAGGED, OPS_TAGGED$LAYOUT, "recv"), address(), address, length, descriptor, peer, tag, ignore, context));
    } finally {
      leave();
    }
  }

  /** Writes to a peer's memory, named by its {@link MemoryRegion#remoteAddress} and {@link MemoryRegion#key}: {@code fi_write}. */
  public boolean write(long address, long length, long descriptor, long peer, long remoteAddress, long key, long context) {
    enter();
    try {
      return accepted(
          "fi_write",
          Calls.eight(function(RMA, OPS_RMA$LAYOUT, "write"), address(), address, length, descriptor, peer, remoteAddress, key, context));
    } finally {
      leave();
    }
  }

  /** Reads from a peer's memory, named likewise: {@code fi_read}. */
  public boolean read(long address, long length, long descriptor, long peer, long remoteAddress, long key, long context) {
    enter();
    try {
      return accepted(
          "fi_read",
          Calls.eight(function(RMA, OPS_RMA$LAYOUT, "read"), address(), address, length, descriptor, peer, remoteAddress, key, context));
    } finally {
      leave();
    }
  }

  /** Ends a receive that nothing has matched; it then completes with ECANCELED: {@code fi_cancel}. */
  public void cancel(long context) {
    enter();
    try {
      FabricException.check("fi_cancel", Calls.cancel(function(OPS, OPS_EP$LAYOUT, "cancel"), address(), context));
    } finally {
      leave();
    }
  }

  private static boolean accepted(String call, long result) {
    if (result == -Errno.EAGAIN) {
      return false;
    }
    FabricException.check(call, result);
    return true;
  }
}
