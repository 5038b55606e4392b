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
 * Compares the pages behind registrations with those at the time when they were pinned, now and then, in a thread of its own: a
 * registration that is clean before and after the look and has other pages is stale, and nobody has noticed. Said only if it is so in two looks:
 * the event of a change may be on its way when the change can be seen. Thread-safe.
 *
 * <p>By three things. That a page has another frame, which the kernel shows to root only. That a page of anonymous memory was there and is not any
 * more, swapped or moved pages excepted, which it shows to all; a page that was dropped and touched again before the look is not found so. And
 * with a kernel monitor, that the mapping is not the one that the kernel was asked to tell of, which needs no privilege either.
 *
 * <p>What a device does not really pin the kernel may move: another frame is counted as undecided if the kernel has moved any page of the
 * machine since.
 */
public final class FrameCheck implements Consumer<Watch>, Runnable {
  private static final long PAUSE_NANOS = 200_000_000L;
  private static final int MOST_WATCHES = 100_000;
  private static final int KEPT = 1000;
  private static final int LOGGED = 10;
  private static final long PAGE = 4096;

  /** How a registration differs from its memory. */
  enum Difference {
    /** A page is another one. */
    FRAME("a registered page is another one than was pinned"),
    /** A page is there no more. */
    GONE("a registered page was dropped"),
    /** Another mapping, or none, is where the registered one was. */
    MAPPING("a registered mapping was replaced");

    private final String said;

    Difference(String said) {
      this.said = said;
    }
  }

  /**
   * What differs.
   *
   * @param page its address; of a mapping, the first one of the registration
   * @param registration first byte of the registration
   */
  record Finding(Difference difference, long page, long registration) {}

  private static final class Pinned {
    final long address;
    final long[] pages;
    final long migrations;
    boolean monitored;
    boolean suspected; // it differed in the last look,
    long since; // which was at that time

    Pinned(long address, long[] pages, boolean monitored) throws IOException {
      this.address = address;
      this.pages = pages;
      this.migrations = PageFrames.migrations();
      this.monitored = monitored;
    }
  }

  private final KernelMonitor monitor;
  private final PageFrames frames;
  private final String obstacle;
  private final Map<Watch, Pinned> pinned = new ConcurrentHashMap<>();
  private final List<Finding> kept = new ArrayList<>(); // guarded by this, as what follows
  private long compared;
  private long lookedAt;
  private long mappingsLookedAt;
  private long undecided;
  private long found;
  private final long[] differing = new long[Difference.values().length];
  private volatile boolean visible;
  private volatile boolean paused;

  private FrameCheck(KernelMonitor monitor, PageFrames frames, String obstacle) {
    this.monitor = monitor;
    this.frames = frames;
    this.obstacle = obstacle;
  }

  /** Starts it. */
  public static FrameCheck start(AddressSpace space, KernelMonitor monitor) {
    FrameCheck check;
    try {
      check = new FrameCheck(monitor, new PageFrames(), null);
    } catch (IOException e) {
      return new FrameCheck(monitor, null, "pagemap cannot be read: " + e.getMessage());
    }
    try {
      space.onPinned(check);
      Thread thread = new Thread(null, check, "pindown-frame-check", 0L, false);
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      thread.setContextClassLoader(null);
      thread.start();
      return check;
    } catch (OutOfMemoryError e) { // what the JDK throws for want of a thread
      check.pause(true);
      return new FrameCheck(monitor, null, "no thread is to be had for it");
    }
  }

  /** Whether nothing is looked at from now on; what is pinned meanwhile is not looked at later either. */
  public synchronized void pause(boolean now) {
    paused = now;
    if (now) {
      pinned.clear();
    }
  }

  /** Memory of a watch was pinned just now. */
  @Override
  public void accept(Watch watch) {
    if (!paused && pinned.size() < MOST_WATCHES) {
      try {
        long[] now = frames.of(watch.address(), watch.length());
        for (int i = 0; !visible && i < now.length; i++) {
          visible = PageFrames.isVisible(now[i]);
        }
        pinned.put(watch, new Pinned(watch.address(), now, monitor.covers(watch.address(), watch.address() + watch.length())));
      } catch (IOException | NegativeArraySizeException | OutOfMemoryError e) {
        pinned.remove(watch); // not looked at: too large for that, perhaps
      }
    }
  }

  @Override
  public void run() {
    boolean said = false;
    while (true) {
      LockSupport.parkNanos(PAUSE_NANOS);
      Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
      try {
        look();
      } catch (Throwable e) { // for want of memory, mostly; what it has not looked at the next look is for
        said = said || saysThatItFailed(e);
      }
    }
  }

  private static boolean saysThatItFailed(Throwable e) {
    try {
      Log.error("the thread that compares pages met an error and goes on: " + e);
      return true;
    } catch (Throwable again) {
      return false;
    }
  }

  /** Looks at everything that is pinned and clean; and once more, a moment later, if something differs that did not in the look before. */
  public void lookTwice() {
    if (look()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      look();
    }
  }

  /** Whether there is something that is not said before the next look. */
  private synchronized boolean look() {
    boolean suspicion = false;
    if (paused) {
      return false;
    }
    for (Iterator<Map.Entry<Watch, Pinned>> all = pinned.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Watch, Pinned> one = all.next();
      if (one.getKey().isRemoved()) {
        all.remove();
      } else {
        try {
          suspicion |= compare(one.getKey(), one.getValue());
        } catch (IOException e) {
          all.remove();
        }
      }
    }
    return suspicion;
  }

  private boolean compare(Watch watch, Pinned then) throws IOException {
    if (!watch.isClean()) {
      return false;
    }
    long[] now = frames.of(then.address, watch.length());
    boolean replaced = then.monitored && !monitor.covers(watch.address(), watch.address() + watch.length());
    boolean others = replaced;
    int pages = Math.min(now.length, then.pages.length);
    for (int i = 0; !others && i < pages; i++) {
      others = difference(then.pages[i], now[i]) != null;
    }
    if (!watch.isClean()) {
      return false; // it may have changed while this looked
    }
    lookedAt += pages;
    compared += visible ? pages : 0;
    mappingsLookedAt += then.monitored ? 1 : 0;
    long time = System.nanoTime();
    if (!then.suspected || !others) {
      then.suspected = others;
      then.since = time;
      return others;
    }
    if (time - then.since < PAUSE_NANOS / 2) {
      return true; // another thread has looked a moment ago
    }
    then.suspected = false;
    if (replaced) {
      then.monitored = false; // once, as each page
      found(Difference.MAPPING, then, 0);
    }
    for (int i = 0; i < pages; i++) {
      Difference difference = replaced ? null : difference(then.pages[i], now[i]);
      if (difference == Difference.FRAME && PageFrames.migrations() != then.migrations) {
        undecided++;
      } else if (difference != null) {
        found(difference, then, i);
      }
      if (replaced || difference != null) {
        then.pages[i] = now[i]; // once each
      }
    }
    return false;
  }

  private static Difference difference(long then, long now) {
    return PageFrames.isGone(then, now) ? Difference.GONE : PageFrames.isReplaced(then, now) ? Difference.FRAME : null;
  }

  private void found(Difference difference, Pinned then, int page) {
    differing[difference.ordinal()]++;
    Finding finding = new Finding(difference, (then.address & -PAGE) + page * PAGE, then.address);
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
    if (found++ < LOGGED) {
      Log.error(difference.said + ", and no event told: 0x" + Long.toHexString(finding.page()) + " of the registration at 0x" + Long.toHexString(finding.registration()));
    }
  }

  /** Why no frames could be compared, or null. */
  public String obstacle() {
    return obstacle != null ? obstacle : visible || pinned.isEmpty() ? null : "the kernel shows page frames to root only";
  }

  /** Pages whose frames were compared, each as often as it was. */
  public synchronized long compared() {
    return compared;
  }

  /** Pages that were looked at for being there, each as often as it was. */
  public synchronized long lookedAt() {
    return lookedAt;
  }

  /** Registrations whose mapping was asked for, each as often as it was. */
  public synchronized long mappingsLookedAt() {
    return mappingsLookedAt;
  }

  /** Pages or mappings that differed in that. */
  synchronized long differing(Difference difference) {
    return differing[difference.ordinal()];
  }

  /** Pages that were others, and may have been moved by the kernel. */
  public synchronized long undecided() {
    return undecided;
  }

  /** The first {@value #KEPT}. */
  synchronized List<Finding> kept() {
    return new ArrayList<>(kept);
  }
}
