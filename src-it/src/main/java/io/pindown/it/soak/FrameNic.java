package io.pindown.it.soak;

import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pins nothing and sends nothing, but knows the page frames that a device would have pinned: a byte counts as wrong if its page is
 * another one now than when it was registered, or if it is not what the process wrote. A freed frame may come back to the same address,
 * so a single page says little; the {@link Clock} tells those, too. Where frames are not to be seen only the clock does.
 */
final class FrameNic implements Nic<FrameNic.Frames> {
  /** What lay behind a range when it was registered. */
  static final class Frames {
    private final long address;
    private final long[] pages;

    private Frames(long address, long[] pages) {
      this.address = address;
      this.pages = pages;
    }
  }

  private final int places;
  private final boolean visible = PageFrames.areVisible();
  private final PageFrames frames = new PageFrames();
  private final long migrations = PageFrames.migrations();
  private final AtomicInteger taken = new AtomicInteger();
  private final Set<Frames> pinned = ConcurrentHashMap.newKeySet();

  FrameNic(int places) {
    this.places = places;
  }

  @Override
  public Frames pin(long address, long length) {
    if (taken.incrementAndGet() > places) {
      taken.decrementAndGet();
      throw new RegistrarException(Reason.PRESSURE, "all " + places + " places are taken");
    }
    Frames pin = new Frames(address, visible ? frames.of(address, length) : new long[0]);
    pinned.add(pin);
    return pin;
  }

  @Override
  public void unpin(Frames pin) {
    if (!pinned.remove(pin)) {
      throw new RegistrarException(Reason.OTHER, "unpinned twice");
    }
    taken.decrementAndGet();
  }

  @Override
  public long send(Frames pin, long address, long length, Content content, long from) {
    if (!pinned.contains(pin)) {
      throw new IllegalStateException("sent from memory that is not pinned");
    }
    long wrong = content.wrongBytes(address, from, length);
    return wrong != 0 || !visible ? wrong : replaced(pin, address, length);
  }

  /** Bytes on pages that are others now, as far as no page of this machine has been moved by the kernel itself. */
  private long replaced(Frames pin, long address, long length) {
    long[] now = frames.of(address, length);
    int first = (int) (address / RawMemory.PAGE - pin.address / RawMemory.PAGE);
    long bytes = 0;
    for (int i = 0; i < now.length; i++) {
      if (PageFrames.replaced(pin.pages[first + i], now[i])) {
        long page = RawMemory.pageDown(address) + i * RawMemory.PAGE;
        bytes += Math.min(page + RawMemory.PAGE, address + length) - Math.max(page, address);
      }
    }
    return bytes != 0 && PageFrames.migrations() == migrations ? bytes : 0;
  }

  @Override
  public int pinned() {
    return taken.get();
  }

  @Override
  public String truth() {
    return visible
        ? "page frames: each page sent is the one that was registered, and no registration is older than the last change"
        : "no registration is older than the memory's last change (not root, so page frames are not to be seen)";
  }

  @Override
  public boolean refusesHoles() {
    return false;
  }

  @Override
  public void close() {
    frames.close();
  }
}
