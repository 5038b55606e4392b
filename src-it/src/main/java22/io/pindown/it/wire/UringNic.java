package io.pindown.it.wire;

import io.pindown.it.soak.Content;
import io.pindown.it.soak.Nic;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import io.pindown.registrar.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** io_uring with a table of fixed buffers: what arrives is what lay in the pinned pages. */
public final class UringNic implements Nic<Region> {
  private final Ring ring;
  private final IoUringRegistrar registrar;
  private final Wire wire;
  private final String how;
  private final ThreadLocal<MemorySegment> arrived = ThreadLocal.withInitial(() -> MemorySegment.NULL);

  private UringNic(Ring ring, Wire wire, String how) {
    this.ring = ring;
    this.registrar = new IoUringRegistrar(ring);
    this.wire = wire;
    this.how = how;
  }

  /**
   * A ring of its own.
   *
   * @param regions places in its table
   * @param bySocket SEND_ZC over loopback, otherwise WRITE_FIXED to a file
   */
  public static UringNic open(int regions, boolean bySocket) {
    Ring ring = Ring.open(RingOptions.defaults().withRegions(regions));
    return new UringNic(ring, bySocket ? new SocketWire(ring) : new FileWire(ring), bySocket ? "SEND_ZC" : "WRITE_FIXED");
  }

  @Override
  public Region pin(long address, long length) {
    return registrar.register(address, length, Access.LOCAL_WRITE);
  }

  @Override
  public void unpin(Region region) {
    registrar.deregister(region);
  }

  @Override
  public long send(Region region, long address, long length, Content content, long from) throws Exception {
    MemorySegment target = room(length);
    synchronized (wire) { // operations of a ring are for one thread at a time
      wire.send(region, address, target);
    }
    long wrong = content.wrongBytes(target.address(), from, length);
    Reference.reachabilityFence(target);
    return wrong;
  }

  private MemorySegment room(long length) {
    MemorySegment room = arrived.get();
    if (room.byteSize() < length) {
      room = Arena.ofAuto().allocate(length, 4_096);
      arrived.set(room);
    }
    return room.asSlice(0, length).fill((byte) '?');
  }

  @Override
  public int pinned() {
    return ring.regionCount();
  }

  @Override
  public String truth() {
    return "bytes that arrive over io_uring (" + how + " from fixed buffers)";
  }

  @Override
  public boolean refusesHoles() {
    return true;
  }

  @Override
  public void close() {
    wire.close();
    ring.close();
  }
}
