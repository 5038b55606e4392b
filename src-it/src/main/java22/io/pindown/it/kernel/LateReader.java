package io.pindown.it.kernel;

import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import io.pindown.it.foreign.Libc;
import io.pindown.it.foreign.UnseenCalls;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The thread that reads the kernel's events does not get to run, or the one that applies them does not, while native code changes memory. */
final class LateReader {
  private static final int READ = 0;
  private static final int POLL = 7;
  private static final int FUTEX = 202;
  private static final long MOST_MILLIS = 60_000;
  private static final long PAGE = 4096;
  private static final long LENGTH = 64 * PAGE;
  private static final String READER = "pindown-reader";
  /** What the JVM makes of a name that is too long: up to 24, and from then on. */
  private static final String[] MONITOR = {"pindown-kernel-", "pindown..onitor"};

  private final Artefact artefact;
  private final WatchRegistry registry;

  LateReader(AddressSpace space, Artefact artefact) {
    this.registry = space.newRegistry("late");
    this.artefact = artefact;
  }

  /**
   * The reader is stopped where it waits for events, where it is about to take one, or where it has taken it and not said so. What is unmapped
   * waits for it in the first two; the watchdog lets it go without the reader, which ends when it runs again, and everything counts as changed.
   *
   * @param where {@code in} its waiting, or {@code before} or {@code after} its taking
   */
  void reader(String where) throws Throwable {
    long mapping = Libc.mmap(LENGTH);
    long other = Libc.mmap(LENGTH);
    Thread native0 = new Thread(() -> unmap(mapping));
    try (RegistrationCache<Long> cache = KernelApp.cache()) {
      KernelApp.cached(cache, other); // first, since the agent's proof of what it sees truncates a file
      Watch touched = registry.watch(mapping, PAGE, 1);
      Watch untouched = registry.watch(other, PAGE, 2);
      boolean waits = where.equals("in");
      try (HeldThread held = waits ? HeldThread.in(POLL, READER) : HeldThread.begin(where, READ, READER)) {
        artefact.put("clean-before", touched.isClean() && untouched.isClean() && KernelApp.cached(cache, other));
        native0.start();
        if (!waits) {
          held.await();
          if (where.equals("after")) {
            native0.join(MOST_MILLIS);
          }
          artefact.put("clean-late", touched.isClean() || untouched.isClean());
          artefact.put("drained-late", registry.drain(new long[2]));
          artefact.put("cached-late", KernelApp.cached(cache, other));
          artefact.put("hits-late", cache.statistics().hits());
        }
        Meeting.until("the watchdog's word to the reader", () -> descriptors("[eventfd]").anyMatch(LateReader::isTold));
        native0.join(MOST_MILLIS);
        artefact.put("waits-for-nobody", !native0.isAlive());
      }
      Meeting.until("the reader's end", () -> descriptors("[userfaultfd]").findAny().isEmpty());
      artefact.put("clean-after", touched.isClean() || untouched.isClean());
      artefact.put("drained", registry.drain(new long[4]));
      artefact.put("cached-after", KernelApp.cached(cache, other));
      long next = Libc.mmap(LENGTH);
      artefact.put("cached-anew", KernelApp.cached(cache, next) && KernelApp.cached(cache, next));
    }
  }

  private static void unmap(long mapping) {
    try {
      UnseenCalls.call(UnseenCalls.MUNMAP, mapping, PAGE, 0, 0, 0, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nobody applies events while {@code events} come, of which all but the first concern one watch. */
  void ring(int events) throws Throwable {
    Watch[] watches = new Watch[3];
    for (int i = 0; i < watches.length; i++) {
      watches[i] = registry.watch(Libc.mmap(LENGTH), PAGE, i);
    }
    try (HeldThread held = HeldThread.in(FUTEX, MONITOR)) {
      for (int i = 0; i < events; i++) {
        UnseenCalls.call(UnseenCalls.MADVISE, watches[i == 0 ? 0 : 1].address(), PAGE, Libc.MADV_DONTNEED, 0, 0, 0);
      }
    }
    artefact.put("drained", registry.drain(new long[4]));
    for (int i = 0; i < watches.length; i++) {
      artefact.put("hit-" + i, watches[i].hits() > 0);
    }
  }

  private static Stream<Path> descriptors(String kind) {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      List<Path> found = all.filter(descriptor -> target(descriptor).equals("anon_inode:" + kind)).toList();
      return found.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // of the listing itself
    }
  }

  private static boolean isTold(Path eventfd) {
    try {
      return Files.readString(Path.of("/proc/self/fdinfo").resolve(eventfd.getFileName())).matches("(?s).*eventfd-count: +[1-9].*");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
