package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.AV$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_AV$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The peers that the endpoints bound to it know, each by a number: {@code struct fid_av}. */
public final class AddressVector extends FabricObject {
  private static final long OPS = offset(AV$LAYOUT, "ops");
  /** For an operation that takes any peer: {@code FI_ADDR_UNSPEC}. */
  public static final long UNSPECIFIED = FabricConstants.FI_ADDR_UNSPEC;

  AddressVector(long address, Domain domain) {
    super(address, domain);
  }

  /**
   * Adds a peer: {@code fi_av_insert}.
   *
   * @param name the peer's {@link Endpoint#name}
   * @return what operations name it by
   * @throws FabricException if the provider does not accept the name
   */
  public long insert(byte[] name) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment known = arena.allocate(JAVA_LONG);
      // with room behind it: some providers' names are C strings without their end
      MemorySegment text = arena.allocate(name.length + 1);
      MemorySegment.copy(name, 0, text, JAVA_BYTE, 0, name.length);
      MemorySegment insert = NativeMemory.function(address(), OPS, OPS_AV$LAYOUT, "insert");
      long added = FabricException.check("fi_av_insert", Calls.insert(insert, address(), text, known));
      if (added != 1) {
        throw new FabricException("fi_av_insert", FabricConstants.FI_EOTHER, "the provider does not accept the name, " + name.length + " bytes");
      }
      return known.get(JAVA_LONG, 0);
    } finally {
      leave();
    }
  }

  /** Takes a peer out: {@code fi_av_remove}. */
  public void remove(long peer) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment known = arena.allocate(JAVA_LONG);
      known.set(JAVA_LONG, 0, peer);
      FabricException.check("fi_av_remove", Calls.remove(NativeMemory.function(address(), OPS, OPS_AV$LAYOUT, "remove"), address(), known));
    } finally {
      leave();
    }
  }
}
