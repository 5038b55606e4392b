package io.pindown.agent.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.agent.hook.Inside;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's events, read from a userfaultfd by a thread that the JVM does not know: see {@code reader.S}. That thread never unmaps,
 * allocates, waits for a lock or for a safepoint, so whoever is parked by an event is let go within a few system calls.
 *
 * <p>The ring is never full: the reader overwrites what is oldest, and who drains finds out that it was overwritten, which is a loss.
 *
 * <pre>
 * field      written by             access               publishes
 * handled    drain, one at a time,  volatile             which state is settled: the marks of all events up to it; read on each hit.
 *            or the watchdog, once;                      The watchdog's makes it no state before it lets anybody go
 *            under this
 * life       the watchdog, under    volatile             RELEASED: everybody who waited goes on, so that a loss told from now on is of
 *            this                                        all of their events
 * see {@link ControlBlock} for what is shared with the reader
 * </pre>
 */
final class UserfaultfdEvents implements KernelReader {
  private static final int SYS_MMAP = 9;
  private static final int SYS_WRITE = 1;
  private static final int SYS_EVENTFD2 = 290;
  private static final long O_CLOEXEC_NONBLOCK = 0x80800;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS_POPULATE = 0x8022;
  private static final int SLOTS = 1 << 16;
  private static final int MESSAGE = 32;
  /** One, so that an event's number is known when the thread that caused it goes on. */
  private static final int BATCH = 1;

  private static final long WAIT_NANOS = 2_000_000;
  private static final int SPINS = 200;
  private static final int LATEST_TICKS = 20;
  private static final int ENOMEM = 12;
  private static final int EARLIER = 16;
  private static final long UNSETTLED = -1;

  /** What the reader's messages are worth. */
  private enum Life {
    READ,
    /** The watchdog lets go who waits for the reader; some of their events nobody reads. */
    RELEASING,
    /** That is done. */
    RELEASED
  }

  private final NativeCode code;
  private final Userfaultfd userfaultfd;
  private final int eventfd;
  private final MemorySegment ring;
  private final MappingBudget budget;
  private final WatchedPages pagemap;
  private final ParkedThreads parked; // null unless they are looked for
  private final Map<String, Long> refusals = new TreeMap<>();
  private volatile long handled;
  private volatile Life life = Life.READ;
  private boolean lossTold; // since the release; who drains
  private long lastState;
  private int lateTicks;
  private String told;

  private UserfaultfdEvents(NativeCode code, Userfaultfd userfaultfd, int eventfd, MemorySegment ring, MappingBudget budget, ParkedThreads parked) {
    this.code = code;
    this.userfaultfd = userfaultfd;
    this.eventfd = eventfd;
    this.ring = ring;
    this.budget = budget;
    this.pagemap = new WatchedPages(code);
    this.parked = parked;
  }

  /**
   * Opens it and starts the reader; once in a process.
   *
   * @param mappings see {@link MappingBudget}
   * @param threads whether the reader looks for the threads that wait for each event
   * @throws IllegalStateException saying what is not to be had
   */
  static KernelReader open(Inside inside, long mappings, boolean threads) throws Throwable {
    NativeCode code = new NativeCode(inside);
    Userfaultfd userfaultfd = Userfaultfd.open(code);
    try {
      long eventfd = code.call(SYS_EVENTFD2, 0, O_CLOEXEC_NONBLOCK, 0);
      long address = code.call(SYS_MMAP, 0, (long) SLOTS * MESSAGE, READ_WRITE, PRIVATE_ANONYMOUS_POPULATE, -1, 0);
      if (eventfd < 0 || address < 0) {
        throw new IllegalStateException("no room for the reader: error " + -Math.min(eventfd, address));
      }
      ControlBlock.prepare(userfaultfd.descriptor(), (int) eventfd, address, SLOTS, BATCH, "pindown-reader");
      ParkedThreads parked = threads ? ParkedThreads.prepare(code) : null;
      MemorySegment ring = code.at(address, (long) SLOTS * MESSAGE);
      UserfaultfdEvents events = new UserfaultfdEvents(code, userfaultfd, (int) eventfd, ring, new MappingBudget(mappings), parked);
      code.start(ControlBlock.memory());
      return events;
    } catch (Throwable e) {
      userfaultfd.close();
      throw e;
    }
  }

  @Override
  public boolean settled() {
    return ControlBlock.state() == handled;
  }

  @Override
  public long progress() {
    return ControlBlock.state();
  }

  @Override
  public boolean drain(Sink sink) {
    Life now = life;
    if (now == Life.RELEASING) {
      return false;
    }
    long state = now == Life.READ ? restingState() : ControlBlock.state();
    long before = handled;
    if (state == before) {
      return true;
    }
    if (now == Life.RELEASED || (state & 1) != 0) {
      if (now == Life.READ && ControlBlock.end() == 0) {
        return false;
      }
      if (now == Life.READ || !lossTold) {
        lossTold = true;
        sink.lost();
      }
      return handled(now, now == Life.READ ? ControlBlock.state() : state); // an ended reader moves it no more; what it moves after its release means nothing
    }
    if (before == UNSETTLED) {
      return false; // the watchdog came in between
    }
    long next = before >> 1;
    long past = state >> 1;
    if (past - next > SLOTS / 2 || !drain(next, past, sink)) {
      sink.lost();
    }
    return handled(now, state);
  }

  /** Settles a state, unless the watchdog has come in between. */
  private synchronized boolean handled(Life then, long state) {
    if (life == then) {
      handled = state;
    }
    return life == then;
  }

  /** Waits a little for the reader to count what it has in hand. */
  private static long restingState() {
    long state = ControlBlock.state();
    for (int spins = 0; (state & 1) != 0 && spins < SPINS; spins++) {
      Thread.onSpinWait();
      state = ControlBlock.state();
    }
    long begun = System.nanoTime();
    while ((state & 1) != 0 && ControlBlock.end() == 0 && System.nanoTime() - begun < WAIT_NANOS) {
      LockSupport.parkNanos(20_000); // the reader may need this processor
      state = ControlBlock.state();
    }
    return state;
  }

  private boolean drain(long next, long past, Sink sink) {
    for (long number = next; number < past; number++) {
      long at = (number & SLOTS - 1) * MESSAGE;
      int kind = ring.get(JAVA_BYTE, at);
      long first = ring.get(JAVA_LONG, at + 8);
      long second = ring.get(JAVA_LONG, at + 16);
      long third = ring.get(JAVA_LONG, at + 24);
      java.lang.invoke.VarHandle.acquireFence();
      if ((ControlBlock.state() >> 1) + BATCH - number > SLOTS) {
        return false; // it was overwritten, or is being
      }
      switch (kind) {
        case Userfaultfd.EVENT_UNMAP -> sink.changed(Kind.UNMAPPED, first, second, number);
        case Userfaultfd.EVENT_REMOVE -> sink.changed(Kind.REMOVED, first, second, number);
        case Userfaultfd.EVENT_REMAP -> sink.changed(Kind.MOVED, first, first + third, number);
        default -> {
          return false; // nothing else was asked for
        }
      }
    }
    return true;
  }

  @Override
  public boolean watch(long start, long end) {
    synchronized (refusals) {
      if (ControlBlock.end() != 0 || life != Life.READ) {
        return refused("ended");
      }
      if (!budget.allows()) {
        return refused("mappings");
      }
      long result = userfaultfd.register(start, end);
      if (result == 0) {
        budget.taken();
        return true;
      }
      if (result == -ENOMEM) {
        budget.exhausted();
      }
      return refused("error " + -result);
    }
  }

  @Override
  public boolean covers(long start, long end) {
    return ControlBlock.end() == 0 && life == Life.READ && pagemap.isAllWatched(start, end);
  }

  @Override
  public List<ParkedCall> parked(long event) {
    if (parked == null) {
      return List.of();
    }
    List<ParkedCall> calls = new ArrayList<>(parked.of(event));
    // each read wakes all who wait, for a moment: who was on a processor when the reader looked may have been seen by an earlier look, in a call
    // that no event since then was of
    for (long earlier = event - 1; earlier >= Math.max(0, event - EARLIER); earlier--) {
      for (ParkedCall call : parked.of(earlier)) {
        boolean over = false;
        for (long since = earlier; since < event; since++) {
          over |= explains(call, since);
        }
        if (!over) {
          calls.add(call);
        }
      }
    }
    return calls;
  }

  private boolean explains(ParkedCall call, long number) {
    long at = (number & SLOTS - 1) * MESSAGE;
    long first = ring.get(JAVA_LONG, at + 8);
    long second = ring.get(JAVA_LONG, at + 16);
    return switch (ring.get(JAVA_BYTE, at)) {
      case Userfaultfd.EVENT_UNMAP -> call.explains(Kind.UNMAPPED, first, second);
      case Userfaultfd.EVENT_REMOVE -> call.explains(Kind.REMOVED, first, second);
      default -> call.explains(Kind.MOVED, first, first + ring.get(JAVA_LONG, at + 24));
    };
  }

  private boolean refused(String why) {
    refusals.merge(why, 1L, Long::sum);
    return false;
  }

  @Override
  public Map<String, Long> refusals() {
    synchronized (refusals) {
      return new TreeMap<>(refusals);
    }
  }

  @Override
  public String tick() {
    long end = ControlBlock.end();
    if (end != 0 || told != null) {
      return told != null ? told : end == 1 ? "it was told to end" : "its reader ended with error " + -end;
    }
    long state = ControlBlock.state();
    boolean late = state == lastState && ((state & 1) != 0 || userfaultfd.isReadable());
    lateTicks = late ? lateTicks + 1 : 0;
    lastState = state;
    if (lateTicks == LATEST_TICKS) {
      release();
      told = "its reader did not get to run while events waited";
    }
    return told;
  }

  /** Lets go who waits for the reader, without it; it ends when it runs again. From before that until all is said to be lost, no hit passes. */
  private void release() {
    synchronized (this) {
      handled = UNSETTLED;
      life = Life.RELEASING;
    }
    end();
    boolean released = userfaultfd.release();
    synchronized (this) {
      life = released ? Life.RELEASED : Life.READ; // where it cannot be, no hit passes before the reader has ended
    }
  }

  @Override
  public void end() {
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      code.call(SYS_WRITE, eventfd, arena.allocateFrom(JAVA_LONG, 1L).address(), Long.BYTES);
    }
  }
}
