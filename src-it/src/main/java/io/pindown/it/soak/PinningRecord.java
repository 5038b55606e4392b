package io.pindown.it.soak;

import io.pindown.it.app.Artefact;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Which code kept a virtual thread on its carrier while it waited, as the JVM's own recorder has it, however short that was. */
final class PinningRecord implements AutoCloseable {
  private static final String PINNED = "jdk.VirtualThreadPinned";

  private final Path file;
  private final Recording recording = new Recording();

  PinningRecord(Path file) {
    this.file = file;
    recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
    recording.start();
  }

  /** Waits in a place where every JDK so far must pin, for a record that has nothing in it to be believed. */
  static void pinOnce(ExecutorService threads) throws ExecutionException, InterruptedException, TimeoutException {
    threads.submit(Control::waited).get(30, TimeUnit.SECONDS);
    threads.shutdown();
  }

  /** Waits while it is being initialised, with the JVM's frame below. */
  private static final class Control {
    private static final long WAITED = pinned();

    private static long pinned() {
      long begin = System.nanoTime();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      return System.nanoTime() - begin;
    }

    static long waited() {
      return WAITED;
    }
  }

  /** Stops, and writes how many pinnings there were, how many of them in Pindown's code, and whether the one on purpose is there. */
  void writeTo(Artefact artefact, String name) throws IOException {
    recording.stop();
    recording.dump(file);
    long all = 0;
    long ours = 0;
    long control = 0;
    String first = "";
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals(PINNED)) {
        all++;
        if (has(event, Control.class.getName()::equals)) {
          control++;
        } else if (hasPindown(event)) {
          ours++;
          first = first.isEmpty() ? event.toString() : first;
        }
      }
    }
    artefact.put(name + "/all", all);
    artefact.put(name + "/on-purpose", control);
    artefact.put(name + "/by-pindown", ours);
    artefact.put(name + "/first", first);
  }

  private static boolean hasPindown(RecordedEvent event) {
    return has(event, type -> type.startsWith("io.pindown.") && !type.startsWith("io.pindown.it."));
  }

  private static boolean has(RecordedEvent event, Predicate<String> type) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream().map(frame -> frame.getMethod().getType().getName()).anyMatch(type);
  }

  @Override
  public void close() {
    recording.close();
  }
}
