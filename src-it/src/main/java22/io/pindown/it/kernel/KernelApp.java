package io.pindown.it.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.it.foreign.Libc;
import io.pindown.it.foreign.UnseenCalls;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.KernelStatistics;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the monitor does in the scene that the first argument names: {@code watch}, {@code storm}, {@code ended}, {@code guard}, {@code late},
 * with where the reader is stopped, or {@code ring}, with a number of events. */
@SuppressWarnings("restricted")
public final class KernelApp {
  private static final long PAGE = 4096;
  private static final long LENGTH = 64 * PAGE;
  private static final int THREADS = 8;
  private static final int ROUNDS = 1500;

  private KernelApp() {}

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    AddressSpace space = AddressSpace.process();
    try {
      switch (args[0]) {
        case "watch" -> watch(space, artefact);
        case "storm" -> storm(artefact);
        case "ended" -> ended(space, artefact);
        case "guard" -> GuardedPage.run(artefact);
        case "late" -> new LateReader(space, artefact).reader(args[1]);
        case "ring" -> new LateReader(space, artefact).ring(Integer.parseInt(args[1]));
        case "lost-pages" -> LostPages.run(artefact);
        case "thieves" -> Thieves.run(artefact);
        case "twin" -> Twin.run(space, artefact, true);
        case "whole" -> Twin.run(space, artefact, false);
        default ->
            throw new IllegalArgumentException(
                args[0] + "; allowed are watch, storm, ended, guard, late, ring, lost-pages, thieves, twin and whole");
      }
      space.settleLosses();
      KernelStatistics s = space.kernelStatistics();
      artefact.put("monitor", s != null);
      if (s != null) {
        artefact.put("events", s.events());
        artefact.put("announced", s.announced());
        artefact.put("removed", s.removed());
        artefact.put("unannounced", s.unannounced());
        artefact.put("undecided", s.undecided());
        artefact.put("losses", s.losses());
        artefact.put("monitored", s.monitored());
        artefact.put("unmonitored", s.unmonitored());
      }
    } catch (HeldThread.NotTraceable e) {
      artefact.put("not-traceable", e.getMessage());
    } catch (Throwable e) {
      artefact.failure("failure", e);
    }
    artefact.write();
  }

  /** One page of a mapping unmapped unseen: the watch over it and no other. */
  private static void watch(AddressSpace space, Artefact artefact) throws Throwable {
    WatchRegistry registry = space.newRegistry("kernel");
    long mapping = Libc.mmap(LENGTH);
    Watch[] watches = new Watch[3];
    for (int i = 0; i < watches.length; i++) {
      watches[i] = registry.watch(mapping + i * 2 * PAGE, PAGE, i);
    }
    artefact.put("contained", watches[1].isContained());
    artefact.put("clean-before", watches[1].isClean());
    long generation = registry.generation();
    UnseenCalls.call(UnseenCalls.MUNMAP, mapping + 2 * PAGE, PAGE, 0, 0, 0, 0);
    artefact.put("clean-after", watches[1].isClean());
    artefact.put("generation-moved", registry.generation() - generation);
    artefact.put("neighbours-clean", watches[0].isClean() && watches[2].isClean());
    long[] cookies = new long[4];
    int count = registry.drain(cookies);
    artefact.put("drained", count + ":" + cookies[0]);
    try (RegistrationCache<Long> cache = cache()) {
      artefact.put("cached-then", cached(cache, mapping + 4 * PAGE));
      Libc.munmap(mapping, LENGTH);
      long next = Libc.mmap(LENGTH);
      artefact.put("cached-anew", cached(cache, next));
      artefact.put("hit-anew", cached(cache, next) && cache.statistics().hits() == 1);
    }
  }

  /** Threads that map, register, use and unmap while others collect garbage, start processes and throw buffers away. */
  private static void storm(Artefact artefact) throws Throwable {
    AtomicLong failures = new AtomicLong();
    AtomicLong rounds = new AtomicLong();
    AtomicLong oneUse = new AtomicLong();
    try (RegistrationCache<Long> cache = cache()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        threads.add(new Thread(() -> {
          try {
            for (int round = 0; round < ROUNDS; round++) {
              one(cache, number % 2 == 0, oneUse);
              rounds.incrementAndGet();
            }
          } catch (Throwable e) {
            failures.incrementAndGet();
            e.printStackTrace();
          }
        }, "storm-" + i));
      }
      threads.forEach(Thread::start);
      int others = 0;
      while (threads.stream().anyMatch(Thread::isAlive)) {
        System.gc();
        Thread.getAllStackTraces();
        if (others++ % 4 == 0) {
          new ProcessBuilder("true").start().waitFor();
        }
      }
      artefact.put("collections-and-stacks", others > 0);
      artefact.put("failures", failures.get());
      artefact.put("rounds", rounds.get());
      artefact.put("in-use-invalidations", cache.statistics().inUseInvalidations());
      artefact.put("hits", cache.statistics().hits());
      artefact.put("misses", cache.statistics().misses());
    }
  }

  private static void one(RegistrationCache<Long> cache, boolean mapping, AtomicLong oneUse) throws Throwable {
    if (mapping) {
      long memory = Libc.mmap(LENGTH);
      use(cache, memory);
      Libc.munmap(memory, LENGTH);
    } else {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      use(cache, OffHeap.address(buffer));
      OffHeap.invokeCleaner(buffer);
    }
  }

  private static void use(RegistrationCache<Long> cache, long memory) {
    for (int i = 0; i < 3; i++) {
      try (Lease<Long> lease = cache.acquire(memory, LENGTH, Access.LOCAL_WRITE)) {
        if (lease.handle() == null) {
          throw new IllegalStateException("no handle");
        }
      }
    }
  }

  /** The reader is ended from outside: whoever unmaps goes on, all is dirty, and the hooks go on. */
  private static void ended(AddressSpace space, Artefact artefact) throws Throwable {
    WatchRegistry registry = space.newRegistry("kernel");
    long mapping = Libc.mmap(LENGTH);
    Watch watch = registry.watch(mapping, LENGTH, 1);
    artefact.put("clean-before", watch.isClean());
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor) && Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[eventfd]")) {
          UnseenCalls.call(UnseenCalls.WRITE, Long.parseLong(descriptor.getFileName().toString()), one.address(), Long.BYTES, 0, 0, 0);
        }
      }
    }
    while (!isGone()) {
      Thread.onSpinWait();
    }
    artefact.put("clean-after", watch.isClean());
    registry.generation();
    artefact.put("drained", registry.drain(new long[2]));
    UnseenCalls.call(UnseenCalls.MUNMAP, mapping, LENGTH, 0, 0, 0, 0); // nobody reads, and nobody waits
    try (RegistrationCache<Long> cache = cache()) {
      long next = Libc.mmap(LENGTH);
      artefact.put("cached-anew", cached(cache, next));
      artefact.put("hit-anew", cached(cache, next) && cache.statistics().hits() == 1);
      Libc.munmap(next, LENGTH);
    }
  }

  private static boolean isGone() throws Exception {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          if (Files.isSymbolicLink(descriptor) && Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[userfaultfd]")) {
            return false;
          }
        } catch (NoSuchFileException e) {
          // closed between the two looks: the reader's, or one of the listing's own
        }
      }
    }
    return true;
  }

  static boolean cached(RegistrationCache<Long> cache, long memory) {
    try (Lease<Long> lease = cache.acquire(memory, PAGE, Access.LOCAL_WRITE)) {
      return lease.isCached();
    }
  }

  static RegistrationCache<Long> cache() {
    AtomicLong next = new AtomicLong();
    return RegistrationCache.of(
        new Registrar<Long>() {
          @Override
          public Long register(long address, long length, int access) {
            return next.incrementAndGet();
          }

          @Override
          public void deregister(Long handle) {
            // nothing is pinned
          }
        },
        CacheOptions.defaults("kernel"));
  }
}
