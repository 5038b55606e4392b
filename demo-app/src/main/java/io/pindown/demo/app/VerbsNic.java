package io.pindown.demo.app;

import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.ProtectionDomain;
import io.pindown.nic.verbs.QueuePair;
import java.lang.foreign.MemorySegment;

/** RDMA verbs: memory regions, sent by SEND over a reliable connection beside the link. */
public final class VerbsNic implements Nic<MemoryRegion> {
  private final VerbsLink verbs;

  /** Connects over a link whose other side is a {@link VerbsArrivals}. */
  public VerbsNic(Link link) {
    verbs = new VerbsLink(link);
    verbs.connect(() -> { });
  }

  /** What the regions belong to. */
  public ProtectionDomain domain() {
    return verbs.domain();
  }

  @Override
  public MemoryRegion register(MemorySegment memory) {
    return verbs.domain().register(memory, 0);
  }

  @Override
  public void deregister(MemoryRegion region) {
    region.close();
  }

  @Override
  public void send(MemoryRegion region, MemorySegment message) {
    for (long at = 0; at < message.byteSize(); at += VerbsLink.PART) {
      long bytes = Math.min(VerbsLink.PART, message.byteSize() - at);
      verbs.pair().postSend(at, QueuePair.SIGNALED, region.slice(message.address() + at, bytes));
      verbs.next();
    }
  }

  @Override
  public void close() {
    verbs.close();
  }
}
