package io.pindown.nic.verbs;

import java.lang.foreign.MemorySegment;

/** What holds memory regions and the queue pairs that may use them together. Thread-safe. */
public final class ProtectionDomain extends Resource {
  private final VerbsContext context;
  private final long pointer;
  private volatile int accepted; // a bit for each access that was registered with; that one gets lost at times costs a worse message

  ProtectionDomain(VerbsContext context, long pointer) {
    super(context);
    this.context = context;
    this.pointer = pointer;
  }

  public VerbsContext context() {
    return context;
  }

  long pointer() {
    return pointer;
  }

  /**
   * Pins {@code [address, address + length)} and gives it its keys.
   *
   * @param length bytes, above 0; not rounded to pages
   * @param access a union of {@code IBV_ACCESS_LOCAL_WRITE} 1, {@code REMOTE_WRITE} 2, {@code REMOTE_READ} 4 and {@code REMOTE_ATOMIC} 8, which
   *     are {@link io.pindown.registrar.Access}'s values; verbs wants LOCAL_WRITE with REMOTE_WRITE and REMOTE_ATOMIC
   * @throws IllegalArgumentException if the range is not one, or {@code access} is not allowed
   * @throws RegistrationException if the device or the kernel refuses
   */
  public MemoryRegion register(long address, long length, int access) {
    Arguments.memory(address, length);
    MemoryRegion.checkAccess(access);
    return make(
        () -> {
          long region = ObjectCalls.ibv_reg_mr(pointer, address, length, access);
          if (region <= 0) {
            throw RegistrationException.of((int) -region, address, length, access, (accepted & 1 << access) != 0);
          }
          if ((accepted & 1 << access) == 0) {
            accepted |= 1 << access;
          }
          return new MemoryRegion(this, region, address, length, access);
        },
        this);
  }

  /** {@link #register(long, long, int)} of all of a native segment, which the caller keeps alive. */
  public MemoryRegion register(MemorySegment segment, int access) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("the segment is on the heap, which the garbage collector moves; native memory is allowed");
    }
    return register(segment.address(), segment.byteSize(), access);
  }

  /** How many memory regions there are. */
  public int regions() {
    return (int) children().stream().filter(MemoryRegion.class::isInstance).count();
  }

  /** A queue pair of the reliable connected service, in the state RESET. Both queues may be the same. */
  public QueuePair createQueuePair(CompletionQueue sends, CompletionQueue receives, QueuePairOptions options) {
    return sends == receives
        ? make(() -> QueuePair.make(this, sends, receives, options), this, sends)
        : make(() -> QueuePair.make(this, sends, receives, options), this, sends, receives);
  }

  @Override
  void destroy() {
    VerbsException.check("ibv_dealloc_pd", ObjectCalls.ibv_dealloc_pd(pointer));
  }

  @Override
  public String toString() {
    return "ProtectionDomain of " + context.device();
  }
}
