package io.pindown.lincheck;

import io.pindown.lincheck.Device.Region;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * The operations of {@link CacheOperations} on the smallest cache that there can be, under one lock. It keeps the specification; its twin,
 * with one known fault, does not, and must be found out.
 */
@Param(name = "slice", gen = IntGen.class, conf = "0:3")
@Param(name = "page", gen = IntGen.class, conf = "0:1")
public class SmallCache {
  static final class Entry {
    final Region region;
    final int slice;
    int leases;
    boolean out;

    Entry(Region region, int slice) {
      this.region = region;
      this.slice = slice;
    }
  }

  private final Device device = new Device();
  private final Entry[] entries = new Entry[4];

  final synchronized Entry find(int slice) {
    if (entries[slice] == null) {
      int from = CacheOperations.from(slice);
      long pages = CacheOperations.to(slice) - from;
      entries[slice] = new Entry(device.register(Device.AT + from * Device.PAGE, pages * Device.PAGE, 0), slice);
    }
    return entries[slice];
  }

  synchronized Entry lease(int slice) {
    Entry entry = find(slice);
    entry.leases++;
    return entry;
  }

  final synchronized void count(Entry entry) {
    entry.leases++;
  }

  private synchronized void release(Entry entry) {
    entry.leases--;
    deregisterIfOver(entry);
  }

  private void deregisterIfOver(Entry entry) {
    if (entry.out && entry.leases == 0) {
      device.deregister(entry.region);
    }
  }

  @Operation(params = "slice")
  public int acquire(int slice) {
    Entry entry = lease(slice);
    int seen = device.see(entry.region, CacheOperations.from(slice), CacheOperations.to(slice));
    release(entry);
    return seen;
  }

  @Operation(params = "slice")
  public int read(int slice) {
    return device.read(CacheOperations.from(slice), CacheOperations.to(slice));
  }

  @Operation(params = "page")
  public synchronized void change(int page) {
    takeOut(page);
    device.change(page);
  }

  @Operation
  public synchronized void replace() {
    takeOut(2);
    device.change(2);
  }

  @Operation
  public synchronized void flush() {
    for (int page = 0; page < 3; page++) {
      takeOut(page);
    }
  }

  private void takeOut(int page) {
    for (Entry entry : entries) {
      if (entry != null && CacheOperations.from(entry.slice) <= page && page < CacheOperations.to(entry.slice)) {
        entries[entry.slice] = null;
        entry.out = true;
        deregisterIfOver(entry);
      }
    }
  }

  /** Called when all operations have ended. */
  @Validate
  public void nothingIsLeft() {
    flush();
    LastLook.require(device.fault() == null, device::fault);
    LastLook.require(device.live() == 0, () -> device.live() + " are left registered");
  }

  /** It looks at the registration, counts its lease, and does not look again. */
  public static final class LooksOnce extends SmallCache {
    @Override
    Entry lease(int slice) {
      Entry entry = find(slice);
      count(entry);
      return entry;
    }
  }
}
