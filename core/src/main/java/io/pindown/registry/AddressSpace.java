package io.pindown.registry;

import io.pindown.index.Range;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;

/**
 * Where the events of one address space come in: knows the live containers, finds the watches that an event hits, and keeps the
 * windows of changes in progress.
 *
 * <p>There is one for the process, {@link #process()}, which the agent's hooks feed. An owner may make another one and feed it by
 * hand, {@link #detached()}. Several registries share one address space, so the cost of an event does not depend on how many there
 * are.
 *
 * <p>The event methods may be called from any thread, even inside a cleaner: they never throw, lock, wait, allocate or load a class.
 * An event that cannot be handled, whatever the reason, makes every watch dirty and every container unknown.
 *
 * <p>A block of less than {@value #TRACKED} bytes is not recorded, so the free of an unrecorded block is taken to be that of one of
 * up to so many bytes. It concerns no watch that lies in a known container, which nobody frees by another address.
 *
 * <p>What of this is lock-free has its table of fields in {@link Containers}, {@link WatchIndex}, {@link ChangeWindows}, {@link LostEvents},
 * {@link KernelSide} and {@link Arming}.
 */
public final class AddressSpace {
  /** Blocks from this many bytes on are containers. */
  public static final long TRACKED = 4096;

  private static final int FIRST_BUCKETS = 4096;

  private final Containers containers;
  private final WatchIndex watches = new WatchIndex();
  private final Narrowing narrowing = new Narrowing();
  private final Adopter adopter;
  private final Arming arming;
  private final LostEvents losses;
  private final KernelSide kernel;
  private final EventIntake intake;
  private volatile HookSource link;
  private volatile boolean gap; // the hooks were out for a while
  private volatile Consumer<Watch> witness; // null mostly
  private final Herald herald;
  private final Sites sites = new Sites();

  AddressSpace(int buckets, HookSource link) {
    this(buckets, link, new ChangeWindows());
  }

  private AddressSpace(int buckets, HookSource link, ChangeWindows windows) {
    this.containers = new Containers(buckets, narrowing);
    this.adopter = new Adopter(containers, watches);
    this.arming = new Arming(containers, watches, narrowing);
    this.losses = new LostEvents(link == null ? new long[1] : link.lost());
    this.kernel = new KernelSide(containers, watches);
    this.herald = new Herald(losses);
    this.intake = new EventIntake(containers, watches, arming, losses, kernel, herald, windows);
    this.link = link;
  }

  /** The address space of this process, fed by the hooks if the agent is there, or comes later. */
  public static AddressSpace process() {
    return ProcessSpace.get();
  }

  /** {@link #process()} for an agent: the same one, fed by the hooks that it has put in. */
  public static AddressSpace process(HookSource hooks) {
    return ProcessSpace.get(hooks);
  }

  /** Does what {@link #process(HookSource)} needs not do then: for an agent that has a thread to spare at its start. */
  public static void prepare() {
    ProcessSpace.prepare();
  }

  /** An address space that its owner feeds by calling the event methods; its coverage is what the owner makes it. */
  public static AddressSpace detached() {
    return new AddressSpace(FIRST_BUCKETS, null);
  }

  /** One in which everything is scarce, so that little is needed to run short of it. */
  static AddressSpace scarce() {
    return new AddressSpace(1, null, new ChangeWindows(2));
  }

  static AddressSpace hookable() {
    return new AddressSpace(FIRST_BUCKETS, HookLink.NONE);
  }

  /**
   * Makes a registry of watches on this address space.
   *
   * @throws IllegalStateException as {@link #newRegistry(String, Object)}
   */
  public WatchRegistry newRegistry(String name) {
    return newRegistry(name, null);
  }

  /**
   * {@link #newRegistry(String)} for who extends {@link Watch} and wants to come from each watch to what they have in common.
   *
   * @param attachment what {@link WatchRegistry#attachment} returns
   * @throws IllegalStateException if it is the first one and what events run from now on could not be run beforehand, for want of memory or of stack; another time it
   *     may
   */
  public WatchRegistry newRegistry(String name, Object attachment) {
    WarmUp.watched();
    return new WatchRegistry(this, name, attachment);
  }

  // ---- events ----

  /** A block of {@code size} bytes was allocated at {@code base}; 0 is no base. */
  public void allocated(long base, long size) {
    intake.allocated(base, size);
  }

  /** The block at {@code base} is about to be freed; 0 is no base. */
  public void freed(long base) {
    intake.freed(base);
  }

  /** The block at {@code base} is about to get {@code newSize} bytes, there or elsewhere. */
  public void reallocationBegin(long base, long newSize) {
    intake.reallocationBegin(base, newSize);
  }

  /** The block of {@code base} is at {@code newBase} now, the same or another; 0 means that it is where and as it was. */
  public void reallocationEnd(long base, long newBase) {
    intake.reallocationEnd(base, newBase);
  }

  /** A mapping of {@code length} bytes, rounded up to pages, was made at {@code base}. */
  public void mapped(long base, long length) {
    intake.mapped(base, length);
  }

  /** {@code [base, base + length)}, rounded to pages, is about to be unmapped: a mapping, several, or part of one. */
  public void unmapped(long base, long length) {
    intake.unmapped(base, length);
  }

  /** The mapping of a range, rounded to pages, is about to change; the range stays in use. */
  public void changeBegin(long start, long length) {
    intake.changeBegin(start, length);
  }

  /** The change that {@link #changeBegin} announced in this thread is over, done or failed. */
  public void changeEnd(long start, long length) {
    intake.changeEnd(start, length);
  }

  /** Some file is about to change its size; which one is not known, so all that may map a file is concerned. */
  public void truncationBegin() {
    intake.truncationBegin();
  }

  /** The change that {@link #truncationBegin} announced in this thread is over. */
  public void truncationEnd() {
    intake.truncationEnd();
  }

  /** An arena was closed; only counted, since its memory is freed by events of its own. */
  public void arenaClosed() {
    intake.arenaClosed();
  }

  /** Makes every watch dirty: for a change whose range nobody knows. */
  public void invalidateEverything() {
    intake.invalidateEverything();
  }

  // ---- losses ----

  /** Whether every event so far has been handled; if not, no watch is clean until that has been settled. A few loads. */
  public boolean nothingLost() {
    return losses.none() && kernel.settled();
  }

  /** What an event does that fails: for tests. */
  void loseOne() {
    losses.failed = LostEvents.UNHANDLED;
    herald.missed = true;
  }

  /**
   * Makes dirty what the kernel has told of since the last time, and every watch if an event was lost. It may have been the end of any container, so none is known any
   * more: memory that is there now is not cached before it is allocated or mapped anew.
   */
  public void settleLosses() {
    kernel.settle();
    if (!losses.none()) {
      boolean gone =
          losses.settle(
              this::intact,
              () -> {
                containers.forgetAll();
                watches.forEach(Watch::queueIfLeftOut); // first, so that no drain believes that it has had them
                watches.hitAll(WatchIndex.LATE); // nobody is accused of having changed memory in use: what has happened is not known
                herald.tellEverything();
              });
      if (gone) {
        gap = true;
        if (coverage().suffices(false)) {
          adoptAll(); // gone for a while, and there again
        }
      }
    }
  }

  private boolean intact() {
    HookSource from = link;
    return from != null && from.intact();
  }

  // ---- another library's cache ----

  /**
   * Has a listener told of all memory that is about to end or to change, and once more of what has changed in place: for a library that keeps
   * registrations itself. It gets {@code (start, length)}, from {@code (0, Long.MAX_VALUE)} for any memory on, in the thread that frees or
   * changes, before the native call: so it is bound by what the event methods are bound by, and must have been run once before. What it
   * throws is not lost: the next event, also an allocation, is one of any memory then. The end of a block whose size is not known is told as
   * that of one of {@value #TRACKED} bytes: it is a small one, unless it is older than the hooks ({@link #seesFromStart}).
   *
   * @param listener null for no longer
   * @throws IllegalStateException if there is one already
   */
  public void tellEndings(LongBinaryOperator listener) {
    synchronized (herald) { // so that of two that change it the last one decides what is delivered
      herald.listen(listener);
      narrowing.heard(listener != null);
    }
  }

  /**
   * Makes room for more blocks and mappings where it becomes scarce, as arming a watch does. To be called now and then where endings are told and no
   * watches are armed: of a block that found no room the size is not known, and from then on the end of each small block is told as that of any memory.
   */
  public void makeRoom() {
    containers.makeRoom();
  }

  /** Whether there is a listener now that {@link #tellEndings} was given. */
  public boolean tellsEndings() {
    return herald.isHeard();
  }

  /**
   * Has a listener told of each block and mapping that begins, as {@code (base, bytes)}, in the thread that made it: for who wants to know where memory
   * comes from. Not told: blocks of less than {@value #TRACKED} bytes, and what is moved or declared. It must have been run once before, and neither wait
   * nor lock; what it throws is dropped.
   *
   * @param listener null for no longer
   * @throws IllegalStateException if there is one already
   */
  public void tellBeginnings(LongBinaryOperator listener) {
    herald.listenToBegins(listener);
  }

  // ---- the kernel's events ----

  /**
   * Has the kernel's events hit watches, too, from now on; all watches are made dirty, since it tells nothing of memory that was watched
   * before. Once.
   *
   * @throws IllegalStateException if there is one already
   */
  public void backstop(KernelSource source, KernelFindings findings) {
    kernel.backstop(source, findings);
    intake.distrustEverything();
  }

  /** Has each watch told whose memory a device has pinned since it was armed, in the pinning thread, before it is used; null for no longer. */
  public void onPinned(Consumer<Watch> who) {
    witness = who;
  }

  /** The pages of an armed watch have been pinned. Called by who pins them. */
  public void pinned(Watch watch) {
    Consumer<Watch> who = witness;
    if (who != null) {
      who.accept(watch);
    }
  }

  /** A device has registered these whole pages for the calling thread. What the source of the hooks makes of it never fails. */
  public void registered(long address, long length) {
    HookSource from = link;
    if (from != null) {
      try {
        from.registered(address, length);
      } catch (Throwable e) {
        return; // who registers is not to know
      }
    }
  }

  /** What the kernel has told of, or null if it is not asked. */
  public KernelStatistics kernelStatistics() {
    return kernel.statistics();
  }

  // ---- watches ----

  void arm(Watch watch) {
    settleLosses();
    arming.arm(watch);
    kernel.ask(watch);
  }

  boolean rearm(Watch watch) {
    settleLosses();
    boolean armed = arming.rearm(watch);
    kernel.ask(watch);
    return armed;
  }

  /** Somebody will use {@link WatchRegistry#rearmFreed}. */
  public void keepFreed() {
    kernel.keepFreed();
  }

  boolean rearmFreed(Watch watch) {
    settleLosses();
    return arming.rearmFreed(watch);
  }

  void disarm(Watch watch) {
    arming.disarm(watch);
  }

  void retireAll(WatchRegistry registry) {
    arming.retireAll(registry);
  }

  /**
   * Loads the cache lines that arming a watch of {@code [start, end)} reads, where they depend on nothing but that: many together take as
   * long as one, while later each would be waited for by itself, between locks and fences.
   *
   * @return what means nothing, to be used somehow, so that no compiler takes the loads for useless
   */
  public long preload(long start, long end) {
    return watches.preload(start, end) + containers.preload(start, end);
  }

  Watch lookup(WatchRegistry registry, long start, long end, long argument) {
    return watches.lookup(registry, start, end, argument);
  }

  /**
   * Whether the thread that first hits a watch leaves its stack trace with it, for finding out who frees memory in use. It allocates
   * in the freeing thread, which the event path otherwise never does: to be switched on for a search and off again, by each who does.
   */
  public void recordSites(boolean record) {
    sites.record(record);
  }

  Sites sites() {
    return sites;
  }

  /** Watches of all registries. */
  public int watches() {
    return watches.size();
  }

  /** Whether a change of the range is in progress: what is registered now may hold memory from before it. */
  public boolean isChanging(long start, long end) {
    return intake.isChanging(start, end);
  }

  // ---- containers ----

  /**
   * Makes a container known that no hook has seen, on the word of its owner, who also calls {@link #undeclare} before it ends. Where one is
   * known already that has ended unseen, or is declared again: its watches are hit.
   *
   * @throws IllegalArgumentException if the range is empty or wraps
   * @throws IllegalStateException if there is no room to record it
   */
  public void declare(long base, long size) {
    Range.checkedEnd(base, size);
    synchronized (adopter) { // an adoption of the same one would add it a second time
      containers.growIfCrowded();
      long ended = containers.remove(base);
      if (ended != 0) {
        watches.hitAny(base, base + Math.max(size, Containers.size(ended))); // what is left of it beyond a smaller one would have no end that hits
      }
      long kind = Containers.notes(ended);
      if (!containers.addWithRoom(base, size, kind)) {
        throw new IllegalStateException("no room to record the container at 0x" + Long.toHexString(base));
      }
    }
  }

  /** The declared container at {@code base} ends: the event of its free. */
  public void undeclare(long base) {
    freed(base);
  }

  /**
   * Asks the hooks whether they can tell which container memory is part of that no known one holds, from the object that it belongs to;
   * if they can, it is known from then on.
   *
   * @param owner a direct buffer, a memory segment, or any other object, of which nothing is known
   */
  public Adoption adopt(Object owner, long start, long end) {
    HookSource from = link;
    return from == null ? Adoption.UNKNOWN : from.adopt(owner, start, end, adopter);
  }

  /** Asks the hooks for all containers that are there now and not known: those from before the hooks, or from before an event was lost. */
  public void adoptAll() {
    HookSource from = link;
    if (from != null) {
      from.adoptAll(adopter);
    }
  }

  /** The base of a known container around {@code [start, end)}, or 0. */
  public long containerAround(long start, long end) {
    return containers.around(start, end);
  }

  /** Bytes of the known container at {@code base}, 0 if none is known. */
  public long containerSize(long base) {
    return Containers.size(containers.get(base));
  }

  /** Whether the known container at {@code base} is a mapping, not a block. */
  public boolean isMapping(long base) {
    return Containers.isMapping(containers.get(base));
  }

  /** Containers that are known and live. */
  public long liveContainers() {
    return containers.live();
  }

  /** Containers that were not recorded because there was no room; their memory is not cached. */
  public long droppedContainers() {
    return containers.dropped();
  }

  // ---- hooks ----

  /** What the hooks are proven to see; everything if the owner of this address space feeds it. */
  public Coverage coverage() {
    HookSource from = link;
    return from == null ? Coverage.COMPLETE : from.coverage();
  }

  /** Whether events come in by themselves, or the owner feeds them. */
  public boolean hooked() {
    HookSource from = link;
    return from == null || from != HookLink.NONE;
  }

  /** Whether its owner feeds it: it was made by {@link #detached}. */
  public boolean isDetached() {
    return link == null;
  }

  /**
   * Whether the hooks have been in since before the application began, so that there is no memory that they have not seen begin, whose end would be
   * that of a block of unknown size.
   */
  public boolean seesFromStart() {
    settleLosses(); // asks hooks that are in doubt
    HookSource from = link;
    return !gap && (from == null || from.seesFromStart());
  }

  /** Looks for the hooks if they were not there before; returns whether they are now. */
  public boolean linkHooks() {
    if (!hooked()) {
      ProcessSpace.link(this, HookLink.find());
    }
    return hooked();
  }

  /** The agent's mode, as {@link HookSource#mode}. */
  public int agentMode() {
    HookSource from = link;
    return from == null ? 0 : from.mode();
  }

  /** Has the hooks proven once more, all that were before; for when somebody may have taken them away unnoticed. Takes some milliseconds. */
  public Coverage proveAgain() {
    HookSource from = link;
    if (from != null) {
      from.proveAgain();
    }
    return coverage();
  }

  /** Asks the hooks to prove what they have not proven yet; true if a container of that kind may be cached. */
  public boolean covers(boolean mapping) {
    if (coverage().suffices(mapping)) {
      return true;
    }
    HookSource from = link;
    if (from == null || !linkHooks()) {
      return false;
    }
    link.prove();
    return coverage().suffices(mapping);
  }

  /** Has this listen to the kernel as well, from now on; null for no longer. */
  public void listenTo(KernelEvents events) {
    kernel.listenTo(events);
  }

  /** What {@link #listenTo} was given last, or null. */
  public KernelEvents kernel() {
    return kernel.events();
  }

  /** What events come in by. */
  EventIntake intake() {
    return intake;
  }

  /** Called by {@link ProcessSpace}, locked, before the sinks are subscribed. */
  void linked(HookSource to) {
    losses.follow(to.lost());
    to.onDoubt(losses);
    link = to;
    watches.hitAll(WatchIndex.ANY); // whatever changed before was not seen
  }

  /** The same hooks, given by the agent that put them in, which can tell more than who finds them by name. */
  void relinked(HookSource to) {
    if (link instanceof HookLink && link.lost() == to.lost()) {
      to.onDoubt(losses);
      link = to;
    }
  }

  /** Called by {@link ProcessSpace}, locked, after the sinks are subscribed. */
  void narrow(HookSource hooks, LongBinaryOperator[] sinks) {
    narrowing.linked(hooks, sinks);
  }

  /** Events of a kind so far; of allocations and frees, those of containers only. */
  public long eventCount(EventKind kind) {
    return intake.count(kind);
  }
}
