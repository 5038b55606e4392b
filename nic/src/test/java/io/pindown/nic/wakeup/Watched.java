package io.pindown.nic.wakeup;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;

/** A registry over an address space that is fed by hand, with watches of a page each in mappings of their own; cookies count from 0. */
final class Watched implements AutoCloseable {
  private static final long PAGE = 4096;
  private static final long AT = 0x7d00_0000_0000L;
  private static final long STRIDE = 16 * PAGE;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry registry;
  private final Watch[] watches;

  Watched(String name, int count) {
    registry = space.newRegistry(name);
    watches = new Watch[count];
    for (int i = 0; i < count; i++) {
      space.declare(AT + i * STRIDE, PAGE);
      watches[i] = registry.watch(AT + i * STRIDE, PAGE, i);
    }
  }

  WatchRegistry registry() {
    return registry;
  }

  Watch watch(int cookie) {
    return watches[cookie];
  }

  int count() {
    return watches.length;
  }

  /** One event that hits every watch. */
  void changeAll() {
    space.invalidateEverything();
  }

  /** A change of the memory under one watch: two events, its begin and its end. */
  void change(int cookie) {
    space.changeBegin(AT + cookie * STRIDE, PAGE);
    space.changeEnd(AT + cookie * STRIDE, PAGE);
  }

  /** Drains with room for so many at a time, until nothing is left; returns how many watches were reported. */
  int drainAll(int room) {
    long[] cookies = new long[room];
    int all = 0;
    int count;
    do {
      count = registry.drain(cookies);
      all += count;
    } while (count == room);
    return all;
  }

  @Override
  public void close() {
    registry.close();
  }
}
