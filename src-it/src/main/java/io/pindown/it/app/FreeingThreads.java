package io.pindown.it.app;

import io.pindown.registry.EventKind;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongBinaryOperator;

/** Remembers which threads free memory, without allocating anything while they do. */
final class FreeingThreads {
  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(64);

  void subscribe() throws ReflectiveOperationException {
    LongBinaryOperator[] sinks = new LongBinaryOperator[EventKind.values().length];
    Arrays.fill(sinks, (LongBinaryOperator) (a, b) -> 0);
    sinks[EventKind.FREED.ordinal()] = (base, unused) -> remember();
    remember();
    threads.set(0, null);
    Sinks.subscribe(sinks);
  }

  private long remember() {
    Thread current = Thread.currentThread();
    for (int i = 0; i < threads.length(); i++) {
      if (threads.get(i) == current || threads.compareAndSet(i, null, current)) {
        break;
      }
    }
    return 0;
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < threads.length(); i++) {
      if (threads.get(i) != null) {
        names.add(threads.get(i).getName());
      }
    }
    return names;
  }
}
