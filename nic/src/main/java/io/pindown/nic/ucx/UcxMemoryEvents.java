package io.pindown.nic.ucx;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongBinaryOperator;

/**
 * Makes Pindown's hooks the source of UCX's memory events.
 *
 * <p>UCX keeps registrations by address and has to be told when memory goes away. It sees to that by patching munmap and its kin in the
 * running process. That it can leave to somebody else: {@code ucm_set_external_event} says so, and {@code ucm_vm_munmap} tells of each
 * event. {@link #install} does the former, and from then on the hooks do the latter, in the thread that frees or unmaps, before the memory is
 * gone; of a change after which the memory stays in use also afterwards.
 *
 * <p>Call it before the first UCX context is made, and start the JVM with {@code UCX_MEM_MMAP_HOOK_MODE=none} and {@code
 * UCX_MEM_MALLOC_HOOKS=no} in its environment, so that UCX patches nothing. {@code UCX_MEM_EVENTS} must stay on, or UCX caches nothing.
 *
 * <p><b>What a hook may do.</b> The call takes libucm's read lock, and the lock of each cache that it tells: native code holds them for some
 * instructions, and none of it ever calls Java, waits for a garbage collection or allocates by malloc; UCX does the same inside its own
 * munmap. The handle is linked and was run before the first event; from then on nothing is allocated or loaded. What fails all the same is
 * made good: the next event, the next allocation among them, is first one of all memory.
 *
 * <p><b>What it costs.</b> UCX caches small blocks, too, and their allocator gives their pages back like others'. So from then on every free of
 * a block makes the call, also of the small ones that the hooks otherwise pass over.
 *
 * <p>It cannot be taken back: UCX would go on to trust a source that is silent. Thread-safe.
 */
public final class UcxMemoryEvents {
  private static final LongBinaryOperator TELL = new Teller();

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static boolean installed; // guarded by the class

  private UcxMemoryEvents() {}

  /** A class, not a lambda: nothing of it is linked inside of a free. */
  private static final class Teller implements LongBinaryOperator {
    @Override
    public long applyAsLong(long start, long length) {
      LibUcm.ucm_vm_munmap(start, length);
      return 0;
    }

    @Override
    public String toString() {
      return "UCX's memory events";
    }
  }

  /**
   * Declares Pindown the source, for the life of the process. Harmless the second time.
   *
   * @throws IllegalStateException if there is no agent, or it was attached to a running JVM, or its hooks are not proven to see every way in
   *     which memory goes: UCX would trust a source that misses something; or if somebody else is told of what ends, or libucm is not installed
   */
  public static synchronized void install() {
    if (installed) {
      return;
    }
    AddressSpace space = AddressSpace.process();
    if (!space.linkHooks()) {
      throw new IllegalStateException("no hooks: start the JVM with -javaagent:pindown-agent.jar");
    }
    if (!space.seesFromStart()) {
      throw new IllegalStateException(
          "the agent was attached to a running JVM, so memory from before it may end unseen: start the JVM with -javaagent:pindown-agent.jar");
    }
    space.covers(false);
    space.covers(true);
    Coverage coverage = space.coverage();
    if (!coverage.suffices(false) || !coverage.suffices(true)) {
      throw new IllegalStateException("the hooks are not proven to see " + coverage.gaps());
    }
    requireLibrary();
    install(space);
    installed = true;
    Thread room = new Thread(() -> keepRoom(space), "pindown-ucx-room");
    room.setDaemon(true);
    room.start();
  }

  /** What has no room is told to UCX as the end of all memory, by each free from then on; and UCX alone arms no watches, which make room. */
  private static void keepRoom(AddressSpace space) {
    while (true) {
      try {
        space.makeRoom();
      } catch (OutOfMemoryError e) {
        // no room then; there may be another time
      }
      LockSupport.parkNanos(LOOK_NANOS);
      Thread.interrupted(); // nothing interrupts it on purpose; left alone it would never park again
    }
  }

  /** Before LibUcm is initialised, which would fail in other words, and in others again the second time. */
  @SuppressWarnings("restricted")
  private static void requireLibrary() {
    try {
      SymbolLookup.libraryLookup(LibUcm.NAME, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(LibUcm.NAME + " cannot be loaded (Debian: apt-get install libucx0): " + e.getMessage(), e);
    }
  }

  static void install(AddressSpace space) {
    TELL.applyAsLong(0, 4096); // page 0 is nobody's; links and initialises what an event needs
    space.tellEndings(TELL);
    LibUcm.ucm_set_external_event(LibUcm.UCM_EVENT_VM_UNMAPPED);
    TELL.applyAsLong(0, Long.MAX_VALUE); // what UCX has cached until here, if anything, may be of memory that has changed
  }
}
