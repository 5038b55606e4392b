package io.pindown.demo.app;

import io.pindown.nic.verbs.MemoryRegion;
import io.pindown.nic.verbs.WorkCompletion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Receives what is sent by SEND over a reliable connection beside the link, into a few buffers that are registered once. */
public final class VerbsArrivals implements Arrivals {
  /** IBV_ACCESS_LOCAL_WRITE: the device writes to them. */
  private static final int LOCAL_WRITE = 1;

  private final VerbsLink verbs;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffers = arena.allocate((long) VerbsLink.PARTS * VerbsLink.PART, 4096);
  private final MemoryRegion region;

  /** Connects over a link whose other side is a {@link VerbsNic}. */
  public VerbsArrivals(Link link) {
    verbs = new VerbsLink(link);
    region = verbs.domain().register(buffers, LOCAL_WRITE);
    verbs.connect(() -> {
      for (int part = 0; part < VerbsLink.PARTS; part++) {
        offer(part);
      }
    });
  }

  private MemorySegment buffer(long part) {
    return buffers.asSlice(part * VerbsLink.PART, VerbsLink.PART);
  }

  private void offer(long part) {
    verbs.pair().postReceive(part, region.slice(buffer(part).address(), VerbsLink.PART));
  }

  @Override
  public long take(long most, Digest digest) {
    WorkCompletion arrived = verbs.next();
    if (arrived.bytes() > most) {
      throw new IllegalStateException(arrived.bytes() + " bytes arrived, " + most + " were to come");
    }
    if (digest != null) {
      digest.add(buffer(arrived.workId()).asSlice(0, arrived.bytes()));
    }
    offer(arrived.workId());
    return arrived.bytes();
  }

  @Override
  public void close() {
    verbs.close();
    arena.close();
  }
}
