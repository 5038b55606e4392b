package io.pindown.agent.kernel;

import io.pindown.agent.Log;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Compares the page frames behind registrations with those at the time when they were pinned, now and then, in a thread of its own: a
 * registration that is clean before and after the look and has another frame is stale, and nobody has noticed. Thread-safe.
 *
 * <p>What a device does not really pin the kernel may move: a difference is counted as undecided if the kernel has moved any page of the
 * machine since.
 */
public final class FrameCheck implements Consumer<Watch>, Runnable {
  private static final long PAUSE_NANOS = 200_000_000L;
  private static final int MOST_WATCHES = 100_000;
  private static final int KEPT = 1000;
  private static final int LOGGED = 10;

  /**
   * A page that is another one.
   *
   * @param page its address
   * @param registration first byte of the registration
   */
  public record Finding(long page, long registration) {}

  private record Pinned(long address, long[] frames, long migrations) {}

  private final PageFrames frames;
  private final String obstacle;
  private final Map<Watch, Pinned> pinned = new ConcurrentHashMap<>();
  private final List<Finding> kept = new ArrayList<>(); // guarded by this, as what follows
  private long checked;
  private long differing;
  private long undecided;
  private volatile boolean visible;

  private FrameCheck(PageFrames frames, String obstacle) {
    this.frames = frames;
    this.obstacle = obstacle;
  }

  /** Starts it. */
  public static FrameCheck start(AddressSpace space) {
    try {
      FrameCheck check = new FrameCheck(new PageFrames(), null);
      space.onPinned(check);
      Thread thread = new Thread(null, check, "pindown-frame-check", 0L, false);
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      thread.setContextClassLoader(null);
      thread.start();
      return check;
    } catch (IOException e) {
      return new FrameCheck(null, "pagemap cannot be read: " + e.getMessage());
    }
  }

  /** Memory of a watch was pinned just now. */
  @Override
  public void accept(Watch watch) {
    if (pinned.size() < MOST_WATCHES) {
      try {
        long[] now = frames.of(watch.address(), watch.length());
        for (int i = 0; !visible && i < now.length; i++) {
          visible = PageFrames.isVisible(now[i]);
        }
        pinned.put(watch, new Pinned(watch.address(), now, PageFrames.migrations()));
      } catch (IOException | NegativeArraySizeException | OutOfMemoryError e) {
        pinned.remove(watch); // not looked at: too large for that, perhaps
      }
    }
  }

  @Override
  public void run() {
    while (true) {
      LockSupport.parkNanos(PAUSE_NANOS);
      look();
    }
  }

  /** Looks at everything that is pinned and clean. */
  public synchronized void look() {
    for (Iterator<Map.Entry<Watch, Pinned>> all = pinned.entrySet().iterator(); visible && all.hasNext(); ) {
      Map.Entry<Watch, Pinned> one = all.next();
      if (one.getKey().isRemoved()) {
        all.remove();
      } else {
        try {
          compare(one.getKey(), one.getValue());
        } catch (IOException e) {
          all.remove();
        }
      }
    }
  }

  private void compare(Watch watch, Pinned then) throws IOException {
    if (!watch.isClean()) {
      return;
    }
    long[] now = frames.of(then.address(), watch.length());
    if (!watch.isClean()) {
      return; // it may have changed while this looked
    }
    int pages = Math.min(now.length, then.frames().length);
    checked += pages;
    for (int i = 0; i < pages; i++) {
      if (PageFrames.isReplaced(then.frames()[i], now[i])) {
        found(then, i);
        then.frames()[i] = now[i]; // once each
      }
    }
  }

  private void found(Pinned then, int page) throws IOException {
    if (PageFrames.migrations() != then.migrations()) {
      undecided++;
      return;
    }
    Finding finding = new Finding((then.address() & -4096L) + page * 4096L, then.address());
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
    if (differing++ < LOGGED) {
      Log.error("a registered page is another one than was pinned, and no event told: 0x" + Long.toHexString(finding.page()) + " of the registration at 0x" + Long.toHexString(finding.registration()));
    }
  }

  /** Why nothing could be compared, or null. */
  public String obstacle() {
    return obstacle != null ? obstacle : visible || pinned.isEmpty() ? null : "the kernel shows page frames to root only";
  }

  /** Pages compared, each as often as it was. */
  public synchronized long checked() {
    return checked;
  }

  /** Pages that were others. */
  public synchronized long differing() {
    return differing;
  }

  /** Pages that were others, and may have been moved by the kernel. */
  public synchronized long undecided() {
    return undecided;
  }

  /** The first {@value #KEPT}. */
  public synchronized List<Finding> kept() {
    return new ArrayList<>(kept);
  }
}
