package io.pindown.it.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What the workers have in common: kinds of memory, ports, mailboxes, the commons, a count of what they did. Thread-safe. */
final class Workplace {
  private final List<Kind> kinds;
  private final Port<?> sheltered;
  private final Port<?> exposed;
  private final List<Queue<Extent>> mailboxes = new ArrayList<>();
  private final Commons commons = new Commons();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * @param sheltered a port for memory that no other thread's changes can concern
   * @param exposed a port for all memory
   */
  Workplace(int workers, Map<String, Kind> kinds, Port<?> sheltered, Port<?> exposed) {
    this.kinds = List.copyOf(kinds.values());
    this.sheltered = sheltered;
    this.exposed = exposed;
    for (int i = 0; i < workers; i++) {
      mailboxes.add(new ConcurrentLinkedQueue<>());
    }
  }

  Extent take(SplittableRandom random) throws Throwable {
    return kinds.get(random.nextInt(kinds.size())).take(random);
  }

  /** A port for this memory; any port if it is null. */
  Port<?> port(Extent extent, SplittableRandom random) {
    boolean any = random.nextBoolean();
    return any && (extent == null || !extent.exposed()) ? sheltered : exposed;
  }

  /** Of worker {@code number}; counted round. */
  Queue<Extent> mailbox(int number) {
    return mailboxes.get(number % mailboxes.size());
  }

  Commons commons() {
    return commons;
  }

  void count(String what) {
    counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
  }

  Map<String, LongAdder> counts() {
    return new TreeMap<>(counts);
  }

  /** Frees what is left when all workers have ended. */
  void clear() throws Throwable {
    commons.replace(null);
    for (Queue<Extent> mailbox : mailboxes) {
      for (Extent extent; (extent = mailbox.poll()) != null; ) {
        extent.free();
      }
    }
  }
}
