package io.pindown.it.soak;

import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.registrar.Access;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * Two threads and one piece of memory. The changer changes the memory in place, again and again. The racer registers it all the time and
 * sends nothing, also while it changes, which a correct program may do. Two kinds of sends count, and with a correct cache neither can
 * ever be wrong:
 *
 * <ul>
 *   <li>The changer's, after its change has returned. What was registered before, or while it was going on, must not be found again. A
 *       cache that hears of the begin only keeps what the racer registers between that event and the moment when the pages go.
 *   <li>The racer's, of the first page, once it has read a 0 where the changer had written something: the page has been taken away, so
 *       it acquires, writes, and sends. The change need not have returned, other pages may still be going; but the first one will not
 *       go again. A cache that hears of the end only still finds the registration of the page that has gone.
 * </ul>
 *
 * <p>The upper quarter is the changer's to write, the first page the racer's. Between two rounds the changer waits until the racer has
 * answered, and a ground is only given up when the racer has left it.
 */
final class Duel<P> {
  /** Bytes of a ground. */
  static final long LENGTH = 2L << 20;

  private static final long BOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int LEAST_IN_BOUT = 4;
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long UPPER = LENGTH / 4 * 3;

  private final Port<P> port;
  private final Stretch stretch;
  private final LongPredicate over;
  private final Racer<P> racer;
  private final Verdict verdict = new Verdict();
  /** By ground: rounds and wrong sends. */
  private final Map<String, long[]> bouts = new TreeMap<>();
  private long rounds;
  private Future<Void> racing;

  /**
   * @param stretch what the port's address space holds changes by; every other round is held
   * @param over whether so many rounds are enough; asked between two
   */
  Duel(Port<P> port, long seed, Stretch stretch, LongPredicate over) {
    this.port = port;
    this.stretch = stretch;
    this.over = over;
    this.racer = new Racer<>(port, seed);
  }

  /** Fights in the calling thread and in one of its own, on each ground for a while, in turn. */
  void fight(Map<String, Ground.Maker> grounds, Artefact artefact) throws Throwable {
    ExecutorService second = Executors.newSingleThreadExecutor(task -> new Thread(task, "racer"));
    racing = second.submit(racer);
    second.shutdown();
    try {
      while (!over.test(rounds)) {
        for (Map.Entry<String, Ground.Maker> maker : grounds.entrySet()) {
          bout(maker.getKey(), maker.getValue());
        }
      }
    } finally {
      racer.end();
    }
    racing.get(60, TimeUnit.SECONDS);
    write(artefact);
  }

  private void bout(String name, Ground.Maker maker) throws Throwable {
    long end = System.nanoTime() + BOUT_NANOS;
    long wrongBefore = wrongSends();
    long roundsBefore = rounds;
    try (Ground here = maker.make()) {
      racer.enter(here);
      try {
        while ((rounds - roundsBefore < LEAST_IN_BOUT || System.nanoTime() - end < 0) && !over.test(rounds)) {
          round(here, name);
        }
      } finally {
        racer.leave();
        await(racer::hasLeft);
      }
    }
    long[] counts = bouts.computeIfAbsent(name, unused -> new long[2]);
    counts[0] += rounds - roundsBefore;
    counts[1] += wrongSends() - wrongBefore;
  }

  private void round(Ground here, String name) throws Throwable {
    for (long page = here.address(); page < here.address() + here.length(); page += RawMemory.PAGE) {
      RawMemory.word(page, -1);
    }
    port.touch(here.address(), here.length(), Access.LOCAL_READ);
    if (here.shows()) {
      racer.ask();
    }
    if (rounds % 2 == 0) {
      stretch.arm(racer::aTouch, here.shows() ? racer::anAnswer : racer::aTouch);
    }
    boolean changed = here.change();
    stretch.disarm();
    if (changed) {
      send(port, here.address() + UPPER, LENGTH - UPPER, verdict, name);
    }
    await(racer::hasAnswered);
    rounds++;
  }

  /** Writes, acquires, sends and compares: the acquire begins when the change has been done, as far as these bytes are concerned. */
  static <P> void send(Port<P> port, long address, long length, Verdict verdict, String name) throws Exception {
    Content content = Content.next();
    content.fill(address, length);
    Lease<Pinned<P>> lease = port.lease(address, length, Access.LOCAL_READ);
    try {
      verdict.sent(length, port.nic().send(lease.handle().pin(), address, length, content, 0), false, false, name);
    } finally {
      lease.release();
    }
  }

  /** Until the racer has done something, or has failed. */
  private void await(BooleanSupplier done) throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + ANSWER_NANOS;
    while (!done.getAsBoolean()) {
      if (racing.isDone()) {
        racing.get();
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the racer has not answered for 30 s");
      }
      Thread.yield();
    }
  }

  long wrongSends() {
    return verdict.wrongSends() + racer.verdict().wrongSends();
  }

  private void write(Artefact artefact) {
    bouts.forEach((name, counts) -> {
      artefact.put("duel/" + name + "/rounds", counts[0]);
      artefact.put("duel/" + name + "/wrong-sends", counts[1]);
    });
    artefact.put("duel/rounds", rounds);
    artefact.put("duel/touches", racer.touches());
    artefact.put("duel/refusals", racer.refusals());
    write(artefact, "changer", verdict);
    write(artefact, "racer", racer.verdict());
  }

  private static void write(Artefact artefact, String who, Verdict verdict) {
    artefact.put("duel/" + who + "/sends", verdict.sends());
    artefact.put("duel/" + who + "/wrong-sends", verdict.wrongSends());
    artefact.put("duel/" + who + "/wrong-bytes", verdict.wrongBytes());
    artefact.put("duel/" + who + "/first-wrong", verdict.first());
  }
}
