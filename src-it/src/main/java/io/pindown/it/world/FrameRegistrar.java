package io.pindown.it.world;

import io.pindown.it.soak.PageFrames;
import io.pindown.registrar.Registrar;

/** A device that pins nothing and knows which page frames it would have pinned. Thread-safe. */
final class FrameRegistrar implements Registrar<FrameRegistrar.Frames> {
  private static final long PAGE = 4096;

  /** What lay behind a range when it was registered. */
  record Frames(long address, long[] pages) {
    boolean covers(long from, long length) {
      return from >= address && (from + length - 1) / PAGE - address / PAGE < pages.length;
    }
  }

  private final PageFrames frames = new PageFrames();
  private final boolean visible = PageFrames.areVisible();

  boolean framesAreVisible() {
    return visible;
  }

  @Override
  public Frames register(long address, long length, int access) {
    return new Frames(address, visible ? frames.of(address, length) : new long[0]);
  }

  @Override
  public void deregister(Frames registered) {
    // nothing is pinned
  }

  /** How many pages of a part of what was registered are certainly others now. */
  int replaced(Frames registered, long address, long length) {
    if (!visible) {
      return 0;
    }
    long[] now = frames.of(address, length);
    int first = (int) (address / PAGE - registered.address() / PAGE);
    int replaced = 0;
    for (int i = 0; i < now.length; i++) {
      if (PageFrames.replaced(registered.pages()[first + i], now[i])) {
        replaced++;
      }
    }
    return replaced;
  }
}
