package io.pindown.it.soak;

import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * One thread of the soak. What it does in its n-th step depends on the seed, its number and n only, so the same seed gives the same
 * sequence; how the steps of several threads fall together differs.
 */
final class Worker implements Crew.Task {
  private static final int MOST_EXTENTS = 10;
  private static final int COLLECT_ONE_IN = 4_000;
  private static final int FLUSH_ONE_IN = 900;
  private static final int LEAST_STEPS = 100;
  private static final int TRACE_EVERY = 10;
  private static final int TRACE_UNTIL = 1_000;

  private final int number;
  private final long seed;
  private final Workplace place;
  private final Crew crew;
  private final List<Extent> own = new ArrayList<>();
  private final StringBuilder trace = new StringBuilder();
  private long steps;
  private long step;

  Worker(int number, long seed, Workplace place, Crew crew) {
    this.number = number;
    this.seed = seed;
    this.place = place;
    this.crew = crew;
  }

  @Override
  public void run() {
    try {
      for (; !crew.isOver(step, LEAST_STEPS); step++) {
        work(new SplittableRandom(seed ^ (number + 1L) * 0x9E3779B97F4A7C15L ^ step * 0xD1342543DE82EF95L));
        serve(place.mailbox(number));
        trace();
      }
      for (Extent extent : own) {
        extent.free();
      }
    } catch (Throwable t) {
      throw new IllegalStateException("worker " + number + " in step " + step, t);
    }
  }

  /** What all steps so far have come to, noted now and then at the beginning: the same for the same seed. */
  private void trace() {
    for (Extent extent : own) {
      steps = steps * 31 + extent.kind().hashCode() + extent.length();
    }
    if (step % TRACE_EVERY == TRACE_EVERY - 1 && step < TRACE_UNTIL) {
      trace.append(trace.length() == 0 ? "" : " ").append(Long.toHexString(steps));
    }
  }

  /** What {@link #trace} has noted; to be read when the thread has ended. */
  String traced() {
    return trace.toString();
  }

  private void work(SplittableRandom random) throws Throwable {
    place.count("step");
    int what = random.nextInt(100);
    if (own.isEmpty() || what < 30 && own.size() < MOST_EXTENTS) {
      take(random);
    } else if (what < 45) {
      sendSome(own.get(random.nextInt(own.size())), random);
    } else if (what < 55) {
      share(random);
    } else if (what < 75) {
      change(own.get(random.nextInt(own.size())), random);
    } else if (what < 80) {
      part(own.get(random.nextInt(own.size())), random);
    } else if (what < 90) {
      giveAway(random);
    } else {
      free(own.remove(random.nextInt(own.size())));
    }
    if (random.nextInt(FLUSH_ONE_IN) == 0) {
      place.port(null, random).flush();
      place.count("flush");
    }
    if (random.nextInt(COLLECT_ONE_IN) == 0) {
      System.gc();
      place.count("gc");
    }
  }

  private void take(SplittableRandom random) throws Throwable {
    Extent extent = place.take(random);
    place.count("take-" + extent.kind());
    extent.fill();
    own.add(extent);
    sendSome(extent, random);
  }

  private void sendSome(Extent extent, SplittableRandom random) throws Exception {
    Port<?> port = place.port(extent, random);
    for (int i = random.nextInt(4); i >= 0; i--) {
      long from = random.nextBoolean() ? 0 : random.nextLong(extent.length());
      long length = random.nextBoolean() ? extent.length() - from : 1 + random.nextLong(extent.length() - from);
      port.send(extent, from, length, random.nextInt(4) == 0 ? Access.LOCAL_WRITE : Access.LOCAL_READ);
    }
    if (random.nextInt(FLUSH_ONE_IN / 10) == 0) {
      port.invalidate(extent.address(), extent.length());
      place.count("invalidate");
    }
  }

  private void share(SplittableRandom random) throws Throwable {
    if (random.nextInt(40) == 0) {
      Extent next = place.take(random);
      next.fill();
      place.commons().replace(next.movable() ? next : null);
      if (!next.movable()) {
        next.free();
      }
      place.count("commons-replaced");
    }
    place.commons().share(extent -> sendShared(extent, random));
  }

  /** Others read and send the same extent meanwhile, so its own notes are left alone. */
  private void sendShared(Extent extent, SplittableRandom random) throws Exception {
    Port<?> port = place.port(extent, random);
    for (int i = 0; i < 3; i++) {
      long from = random.nextLong(extent.length());
      port.send(extent, from, 1 + random.nextLong(extent.length() - from), Access.LOCAL_READ);
    }
  }

  private void change(Extent extent, SplittableRandom random) throws Throwable {
    if (random.nextInt(8) == 0 && tryHole(extent, random)) {
      place.count("hole");
    } else {
      place.count(extent.change(random));
    }
    extent.fill();
    sendSome(extent, random);
  }

  /** While a part of the memory is missing, all of it cannot be registered, and the device says so; unless what was there is found. */
  private boolean tryHole(Extent extent, SplittableRandom random) throws Throwable {
    Port<?> port = place.port(extent, random);
    return port.nic().refusesHoles() && extent.withHole(() -> {
      try {
        port.lease(extent.address(), extent.length(), Access.LOCAL_READ).release();
        place.count("found-though-missing");
      } catch (RegistrarException e) {
        if (e.reason() != RegistrarException.Reason.ADDRESS) {
          throw e;
        }
        place.count("refused-as-missing");
      }
    });
  }

  private void part(Extent extent, SplittableRandom random) throws Throwable {
    Extent upper = extent.part(random);
    if (upper != null) {
      place.count("part");
      extent.fill();
      upper.fill();
      place.mailbox(number + 1).add(upper);
      sendSome(extent, random);
    }
  }

  private void giveAway(SplittableRandom random) {
    Extent extent = own.get(random.nextInt(own.size()));
    if (extent.movable()) {
      own.remove(extent);
      place.mailbox(number + 1).add(extent);
    }
  }

  private void free(Extent extent) throws Throwable {
    extent.free();
    place.count("free");
  }

  /** What others have given this thread: sent, changed and freed here. Never among this thread's own, whose steps it would change. */
  private void serve(Queue<Extent> mailbox) throws Throwable {
    for (Extent extent; (extent = mailbox.poll()) != null; ) {
      SplittableRandom random = new SplittableRandom(extent.length() ^ seed);
      if (random.nextBoolean()) {
        sendSome(extent, random);
      }
      if (random.nextInt(3) == 0) {
        change(extent, random);
      }
      extent.free();
      place.count("free-elsewhere");
    }
  }
}
