package io.pindown.lincheck;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.OwnThread;
import io.pindown.cache.RegistrationCache;
import io.pindown.lincheck.Device.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A cache of two registrations at most over a mapping on pages 0 and 1 and a block on page 2. What is acquired is one of four slices:
 * page 0, page 1, both, and the block.
 *
 * <p>One thread changes the mapping's pages in place, one frees the block and allocates it again, one holds a lease for longer; none of
 * them asks whether others use the memory.
 */
@Param(name = "slice", gen = IntGen.class, conf = "0:3")
@Param(name = "page", gen = IntGen.class, conf = "0:1")
public class CacheOperations {
  private static final long PAGE = Device.PAGE;
  private static final long BLOCK = Device.AT + 2 * PAGE;
  private static final int BLOCK_PAGE = 2;

  protected final AddressSpace space = AddressSpace.detached();
  protected final Device device = new Device();
  private final RegistrationCache<Region> cache =
      RegistrationCache.of(device, CacheOptions.defaults("lincheck").withMaxBytes(1L << 40).withMaxRegistrations(2).withWidenLimit(0), space);
  private final AtomicInteger acquires = new AtomicInteger();
  private final AtomicInteger callbacks = new AtomicInteger();
  private final AtomicInteger invalidated = new AtomicInteger(); // registrations up to this number are out
  private int invalidates;
  private volatile Lease<Region> held;
  private volatile boolean closed;

  public CacheOperations() {
    OwnThread.prevent(cache);
    space.mapped(Device.AT, 2 * PAGE);
    space.allocated(BLOCK, PAGE);
  }

  static int from(int slice) {
    return slice == 2 ? 0 : slice == 3 ? BLOCK_PAGE : slice;
  }

  static int to(int slice) {
    return slice == 2 ? 2 : from(slice) + 1;
  }

  private Lease<Region> lease(int slice) {
    int out = slice == 0 ? invalidated.get() : 0;
    Lease<Region> lease = cache.acquire(Device.AT + from(slice) * PAGE, (to(slice) - from(slice)) * PAGE, Access.LOCAL_READ);
    acquires.getAndIncrement();
    if (lease.handle().number() <= out) {
      device.fault("registration " + lease.handle().number() + " was found after it was invalidated");
    }
    return lease;
  }

  /** Returns the versions of the slice's pages that the device sees. */
  @Operation(params = "slice")
  public int acquire(int slice) {
    Lease<Region> lease = lease(slice);
    int seen = device.see(lease.handle(), from(slice), to(slice));
    lease.release();
    return seen;
  }

  /** Returns the versions of the slice's pages that the process reads. */
  @Operation(params = "slice")
  public int read(int slice) {
    return device.read(from(slice), to(slice));
  }

  /** As {@link #acquire}, but the lease stays out; -1 if one is out already. */
  @Operation(params = "slice", nonParallelGroup = "holder")
  public int hold(int slice) {
    if (held != null) {
      return -1;
    }
    Lease<Region> lease = lease(slice);
    held = lease;
    return device.see(lease.handle(), from(slice), to(slice));
  }

  /** Releases what is held. */
  @Operation(nonParallelGroup = "holder")
  public void drop() {
    Lease<Region> lease = held;
    if (lease != null) {
      held = null;
      device.use(lease.handle());
      lease.release();
    }
  }

  /** The mapping changes in place, as by madvise. */
  @Operation(params = "page", nonParallelGroup = "mapping")
  public void change(int page) {
    changeInPlace(page, Device.AT + page * PAGE);
  }

  /** What hooks do around the native call. */
  protected void changeInPlace(int page, long address) {
    space.changeBegin(address, PAGE);
    device.change(page);
    space.changeEnd(address, PAGE);
  }

  /** The block is freed, and another one is allocated at its address. */
  @Operation(nonParallelGroup = "block")
  public void replace() {
    Lease<Region> before = held;
    space.freed(BLOCK);
    device.change(BLOCK_PAGE);
    space.allocated(BLOCK, PAGE);
    if (before != null && before == held && before.isCached() && before.address() == BLOCK) {
      device.leasedDuringAChange(before.handle());
    }
  }

  /** The block gets another size where it is. */
  @Operation(nonParallelGroup = "block")
  public void reallocate() {
    space.reallocationBegin(BLOCK, PAGE);
    device.change(BLOCK_PAGE);
    space.reallocationEnd(BLOCK, BLOCK);
  }

  @Operation
  public void flush() {
    cache.flush();
  }

  /** What the cache's own thread does. */
  @Operation
  public void reap() {
    OwnThread.reap(cache);
  }

  /** Invalidates page 0. */
  @Operation(nonParallelGroup = "invalidate")
  public void invalidate() {
    invalidates++;
    int registered = device.registrations();
    cache.invalidate(Device.AT, PAGE, callbacks::getAndIncrement);
    invalidated.set(registered);
  }

  @Operation(runOnce = true)
  public void close() {
    cache.close();
    closed = true;
  }

  /** Called when all operations have ended, by one thread. */
  @Validate
  public void nothingIsLeft() {
    drop();
    LastLook.at(cache, closed, acquires.get(), device, space);
    LastLook.require(callbacks.get() == invalidates, () -> callbacks + " callbacks for " + invalidates + " invalidates");
  }

  /** Hooks that tell of a change when it is over: what was registered before it is found for a moment longer. */
  public static final class ToldAfter extends CacheOperations {
    @Override
    protected void changeInPlace(int page, long address) {
      device.change(page);
      space.changeBegin(address, PAGE);
      space.changeEnd(address, PAGE);
    }
  }

  /** Hooks that tell of a change before it only: what is registered just before it is found for ever. */
  public static final class ToldBefore extends CacheOperations {
    @Override
    protected void changeInPlace(int page, long address) {
      space.changeBegin(address, PAGE);
      space.changeEnd(address, PAGE);
      device.change(page);
    }
  }
}
