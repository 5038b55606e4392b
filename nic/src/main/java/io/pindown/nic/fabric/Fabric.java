package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.FABRIC$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_FABRIC$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A network that domains are opened on: {@code struct fid_fabric}. */
public final class Fabric extends FabricObject {
  private Fabric(long address) {
    super(address);
  }

  /**
   * Opens the fabric of an offer: {@code fi_fabric}.
   *
   * @throws FabricException if the provider refuses
   */
  public static Fabric open(Info info) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(JAVA_LONG);
      FabricException.check("fi_fabric", SignalActions.kept(() -> Functions.fabric(info.fabricAttributes(), opened)));
      return new Fabric(opened.get(JAVA_LONG, 0));
    } finally {
      Reference.reachabilityFence(info);
    }
  }

  /**
   * Opens the domain of an offer of this fabric's: {@code fi_domain}.
   *
   * @throws FabricException if the provider refuses
   */
  public Domain domain(Info info) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(JAVA_LONG);
      MemorySegment open = NativeMemory.function(address(), offset(FABRIC$LAYOUT, "ops"), OPS_FABRIC$LAYOUT, "domain");
      MemorySegment what = MemorySegment.ofAddress(info.structure());
      FabricException.check("fi_domain", SignalActions.kept(() -> Calls.open(open, address(), what, opened)));
      return new Domain(opened.get(JAVA_LONG, 0), this, info);
    } finally {
      leave();
      Reference.reachabilityFence(info);
    }
  }
}
