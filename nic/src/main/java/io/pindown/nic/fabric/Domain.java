package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.AV_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.CQ_ATTR$LAYOUT;
import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.DOMAIN$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_DOMAIN$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** A device, or a part of one, and what is opened and registered on it: {@code struct fid_domain}. */
public final class Domain extends FabricObject {
  private static final long OPS = offset(DOMAIN$LAYOUT, "ops");

  private final Info info;
  private final MemoryRegistration registration;

  Domain(long address, Fabric fabric, Info info) {
    super(address, fabric);
    this.info = info;
    this.registration = new MemoryRegistration(this, info);
  }

  /** What it was opened with. */
  public Info info() {
    return info;
  }

  /**
   * Opens a completion queue: {@code fi_cq_open}.
   *
   * @param size completions that it has room for, above 0; 0 for what the provider takes
   * @throws FabricException if the provider refuses
   */
  public CompletionQueue completionQueue(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("size is " + size + "; 0 or more completions are allowed");
    }
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(CQ_ATTR$LAYOUT);
      attributes.set(JAVA_LONG, offset(CQ_ATTR$LAYOUT, "size"), size);
      attributes.set(JAVA_INT, offset(CQ_ATTR$LAYOUT, "format"), FabricConstants.FI_CQ_FORMAT_TAGGED);
      attributes.set(JAVA_INT, offset(CQ_ATTR$LAYOUT, "wait_obj"), FabricConstants.FI_WAIT_NONE);
      return new CompletionQueue(open("fi_cq_open", "cq_open", attributes, arena), this);
    } finally {
      leave();
    }
  }

  /**
   * Opens an address vector: {@code fi_av_open}.
   *
   * @throws FabricException if the provider refuses
   */
  public AddressVector addressVector() {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(AV_ATTR$LAYOUT);
      attributes.set(JAVA_INT, offset(AV_ATTR$LAYOUT, "type"), FabricConstants.FI_AV_TABLE);
      return new AddressVector(open("fi_av_open", "av_open", attributes, arena), this);
    } finally {
      leave();
    }
  }

  /**
   * Opens an endpoint, which is to be bound and enabled: {@code fi_endpoint}.
   *
   * @throws FabricException if the provider refuses
   */
  public Endpoint endpoint(Info what) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      return new Endpoint(open("fi_endpoint", "endpoint", MemorySegment.ofAddress(what.structure()), arena), this);
    } finally {
      leave();
      Reference.reachabilityFence(what);
    }
  }

  private long open(String call, String function, MemorySegment attributes, Arena arena) {
    MemorySegment opened = arena.allocate(JAVA_LONG);
    MemorySegment open = NativeMemory.function(address(), OPS, OPS_DOMAIN$LAYOUT, function);
    FabricException.check(call, SignalActions.kept(() -> Calls.open(open, address(), attributes, opened)));
    return opened.get(JAVA_LONG, 0);
  }

  /**
   * Registers memory: {@code fi_mr_reg}. Where the provider does not choose keys, it gets one that no registration of this domain had
   * before.
   *
   * @param address first byte, any alignment
   * @param length bytes, above 0
   * @param access the union of {@link MemoryAccess} bits that the registration must allow
   * @throws FabricException if the provider refuses
   */
  public MemoryRegion register(long address, long length, long access) {
    return registration.register(address, length, access);
  }

  /**
   * {@link #register(long, long, long)} with a key that the application chooses: {@code fi_mr_regattr}.
   *
   * @param requestedKey the key that peers will use; a provider that chooses keys does not look at it
   * @throws FabricException if the provider refuses, such as ENOKEY for a key that another registration has
   */
  public MemoryRegion register(long address, long length, long access, long requestedKey) {
    return registration.register(address, length, access, requestedKey);
  }

  /** Registrations that are open. */
  public int registrations() {
    return registration.open();
  }
}
