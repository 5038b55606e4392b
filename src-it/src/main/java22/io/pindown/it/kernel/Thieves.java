package io.pindown.it.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.Artefact;
import io.pindown.it.foreign.Libc;
import io.pindown.it.foreign.UnseenCalls;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Threads with names that change watched memory by a native library's own calls, and by code made at run time, one after the other, and then
 * some all at once; they stay where they are afterwards, until the flight recorder has heard of all of them.
 */
@SuppressWarnings("restricted")
final class Thieves {
  private static final long PAGE = 4096;
  private static final long LENGTH = 16 * PAGE;
  private static final int CROWD = 6;
  private static final long DONTNEED = 4;
  private static final long FIXED_ANONYMOUS = 0x32;
  private static final long FIXED_MAYMOVE = 3;

  private interface Theft {
    void commit(long mapping) throws Throwable;
  }

  private final Artefact artefact;
  private final WatchRegistry registry = AddressSpace.process().newRegistry("thieves");
  private final List<Thread> threads = new ArrayList<>();
  private final List<CountDownLatch> begins = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(4 + CROWD);
  private final CountDownLatch end = new CountDownLatch(1);
  private final MethodHandle gettid = Libc.bound("gettid", JAVA_INT);
  private final MethodHandle quietly;

  private Thieves(Artefact artefact) {
    this.artefact = artefact;
    SymbolLookup library = SymbolLookup.libraryLookup(Path.of(System.getProperty("it.quiet")), Arena.global());
    quietly = Linker.nativeLinker().downcallHandle(library.find("quietly_unmap").orElseThrow(), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  static void run(Artefact artefact) throws Throwable {
    new Thieves(artefact).run();
  }

  private void run() throws Throwable {
    Theft quiet = mapping -> {
      if ((int) quietly.invokeExact(mapping, LENGTH) != 0) {
        throw new IllegalStateException("not unmapped");
      }
    };
    thief("a thief of pages by name", quiet);
    thief("dropper", mapping -> UnseenCalls.call(UnseenCalls.MADVISE, mapping, LENGTH, DONTNEED, 0, 0, 0));
    thief("overmapper", mapping -> UnseenCalls.call(UnseenCalls.MMAP, mapping, LENGTH, 3, FIXED_ANONYMOUS, -1, 0));
    long elsewhere = UnseenCalls.call(UnseenCalls.MMAP, 0, LENGTH, 3, 0x22, -1, 0);
    thief("mover", mapping -> UnseenCalls.call(UnseenCalls.MREMAP, mapping, LENGTH, LENGTH, FIXED_MAYMOVE, elsewhere, 0));
    int alone = threads.size();
    for (int i = 0; i < CROWD; i++) {
      thief("crowd-" + i, quiet);
    }
    try (Recording recording = new Recording()) {
      recording.enable("io.pindown.UnannouncedChange");
      recording.start();
      for (int i = 0; i < threads.size(); i++) {
        begins.get(i).countDown();
        while (i < alone && done.getCount() > threads.size() - i - 1) {
          Thread.onSpinWait();
        }
      }
      done.await();
      AddressSpace.process().settleLosses();
      List<RecordedEvent> events = events(recording);
      while (events.size() < threads.size()) {
        LockSupport.parkNanos(20_000_000L); // each look dumps the recording
        events = events(recording);
      }
      for (int i = 0; i < events.size(); i++) {
        RecordedEvent event = events.get(i);
        artefact.put("jfr." + i, event.getString("byThread") + "|" + event.getLong("byOsThread") + "|" + event.getString("systemCall") + "|" + event.getString("frames"));
      }
    }
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    // and what the hooks announce is nobody's theft
    long own = Libc.mmap(LENGTH);
    registry.watch(own, LENGTH, 0);
    Libc.munmap(own, LENGTH);
  }

  private static List<RecordedEvent> events(Recording recording) throws Exception {
    Path file = Path.of("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().equals("io.pindown.UnannouncedChange")).toList();
  }

  /** A thread that has watched memory and is ready. */
  private void thief(String name, Theft theft) throws Throwable {
    long mapping = Libc.mmap(LENGTH);
    registry.watch(mapping, LENGTH, threads.size());
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch begin = new CountDownLatch(1);
    begins.add(begin);
    Thread thread = new Thread(() -> {
      try {
        artefact.put("thief." + name, (int) gettid.invokeExact());
        artefact.put("loot." + name, Long.toHexString(mapping));
        ready.countDown();
        begin.await();
        theft.commit(mapping);
        done.countDown();
        end.await();
      } catch (Throwable e) {
        artefact.failure("failure", e);
      }
    }, name);
    threads.add(thread);
    thread.start();
    ready.await();
  }
}
