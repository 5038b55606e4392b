package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.Gate;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;

/**
 * A use of a device's primary context, and the owner of what is made by it. Thread-safe. Closing waits for what the context was told to do, then closes
 * all that was made by it and is still open; other uses of the same primary context go on.
 *
 * <pre>
 * field      written by                access                  publishes
 * gate       enter, leave; close       atomic                  that nothing is made any more; that nobody is making anything
 * objects    made, closed              under its own monitor   what is to be closed before
 * released   close                     under this              -
 * </pre>
 *
 * Locks are taken from the context to its objects, never back: an object's close forgets it here when its own lock is the only one held besides.
 */
public final class CudaContext implements AutoCloseable {
  /** Where the driver puts the context that was popped; nobody reads it, so threads may share it. */
  private static final MemorySegment POPPED = Arena.global().allocate(JAVA_LONG);

  private final CudaDevice device;
  private final CudaDriver driver;
  private final long handle;
  private final Gate gate = new Gate();
  private final Set<ContextObject> objects = new LinkedHashSet<>();
  private boolean released;

  CudaContext(CudaDevice device, long handle) {
    this.device = device;
    this.driver = device.driver();
    this.handle = handle;
  }

  public CudaDevice device() {
    return device;
  }

  CudaDriver driver() {
    return driver;
  }

  ObjectCalls calls() {
    return driver.objectCalls();
  }

  /**
   * Makes driver calls with this context current in this thread, and puts back what was current before. Nothing in {@code calls} may block in Java: a
   * virtual thread could go on in another carrier, whose contexts are others. Returns what they return.
   */
  int run(IntSupplier calls) {
    driver.check("cuCtxPushCurrent_v2", driver.deviceCalls().cuCtxPushCurrent(handle));
    try {
      return calls.getAsInt();
    } finally {
      driver.check("cuCtxPopCurrent_v2", driver.deviceCalls().cuCtxPopCurrent(POPPED));
    }
  }

  /** {@link #run}, of one call, which must succeed. */
  void call(String name, IntSupplier call) {
    driver.check(name, run(call));
  }

  /** What makes an object natively: given where the driver writes its handle. */
  interface Maker {
    int make(MemorySegment handle);
  }

  private <T extends ContextObject> T make(String name, Maker maker, LongFunction<T> wrap) {
    if (!gate.enter()) {
      throw new IllegalStateException(this + " is closed");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(JAVA_LONG);
      call(name, () -> maker.make(made));
      T object = wrap.apply(made.get(JAVA_LONG, 0));
      synchronized (objects) {
        objects.add(object);
      }
      return object;
    } finally {
      gate.leave();
    }
  }

  /** A stream that does not wait for the context's default stream, nor that one for it. */
  public Stream createStream() {
    return make("cuStreamCreate", made -> calls().cuStreamCreate(made, CudaConstants.CU_STREAM_NON_BLOCKING), made -> new Stream(this, made));
  }

  /** An event that takes no times. */
  public Event createEvent() {
    return make("cuEventCreate", made -> calls().cuEventCreate(made, CudaConstants.CU_EVENT_DISABLE_TIMING), made -> new Event(this, made));
  }

  /**
   * Memory on the device, contents unknown.
   *
   * @param bytes above 0
   */
  public DeviceMemory allocate(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes is " + bytes + "; it must be above 0");
    }
    return make("cuMemAlloc_v2", made -> calls().cuMemAlloc(made, bytes), made -> new DeviceMemory(this, made, bytes));
  }

  /**
   * Pins host memory and maps it for all devices, past every cache. The driver refuses a range that shares a page with a registered one.
   *
   * @param address first byte, any alignment: whole pages are pinned
   * @param length bytes, above 0
   * @param flags 0 or {@link HostRegistration#READ_ONLY}
   * @throws CudaException if the driver refuses
   */
  public HostRegistration register(long address, long length, int flags) {
    if (address <= 0 || length <= 0 || address > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("[0x" + Long.toHexString(address) + ", +" + length + ") is not a range of user memory");
    }
    if ((flags & ~HostRegistration.READ_ONLY) != 0) {
      throw new IllegalArgumentException("flags is " + flags + "; allowed is 0 or READ_ONLY (" + HostRegistration.READ_ONLY + ")");
    }
    int all = flags | CudaConstants.CU_MEMHOSTREGISTER_PORTABLE | CudaConstants.CU_MEMHOSTREGISTER_DEVICEMAP;
    return make("cuMemHostRegister_v2", made -> calls().cuMemHostRegister(address, length, all), made -> new HostRegistration(this, address, length, flags));
  }

  /** Waits until the device has done all that this context was told to do, by whomever. */
  public void synchronize() {
    if (!gate.enter()) {
      throw new IllegalStateException(this + " is closed");
    }
    try {
      finish();
    } finally {
      gate.leave();
    }
  }

  /** {@link #synchronize}, also while the context is being closed. */
  void finish() {
    call("cuCtxSynchronize", driver.deviceCalls()::cuCtxSynchronize);
  }

  void forget(ContextObject object) {
    synchronized (objects) {
      objects.remove(object);
    }
  }

  /** What was made by this context and is not closed. */
  List<ContextObject> objects() {
    synchronized (objects) {
      return new ArrayList<>(objects);
    }
  }

  public boolean isOpen() {
    return !gate.isClosed();
  }

  /**
   * Waits for what is under way, closes all that was made by this context, and gives the primary context back. Harmless the second time.
   *
   * @throws CudaException if the driver refuses something; it is closed all the same
   */
  @Override
  public synchronized void close() {
    if (released) {
      return;
    }
    released = true;
    gate.close();
    gate.awaitEmpty();
    RuntimeException failure = attempt(this::finish, null);
    for (ContextObject object : objects().reversed()) {
      failure = attempt(object::close, failure);
    }
    failure = attempt(() -> driver.check("cuDevicePrimaryCtxRelease_v2", driver.deviceCalls().cuDevicePrimaryCtxRelease(device.handle())), failure);
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException attempt(Runnable step, RuntimeException before) {
    try {
      step.run();
      return before;
    } catch (RuntimeException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  @Override
  public String toString() {
    return "CudaContext of device " + device.ordinal();
  }
}
