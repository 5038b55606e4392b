package io.pindown.bench;

import com.sun.management.ThreadMXBean;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Prints as a line of JSON what a storm of events leaves behind that hits watches and is never drained: {@code StormGrowth [events
 * [watches]]}, with {@code -XX:+UseSerialGC -Xms1g -Xmx1g -XX:+AlwaysPreTouch}.
 *
 * <p>The events are, in turn and at random addresses, the free of a watched container, the allocation of one in its place, the begin of
 * a change of its mapping and the end of that. {@code allocatedBytes} is what the thread of the storm allocated on the heap; {@code
 * heapBytes} by how much more is live after a collection; {@code outsideHeapBytes} by how much more is resident. The first line is a
 * rehearsal, in which classes are loaded and code is compiled; the second one counts.
 */
public final class StormGrowth {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private StormGrowth() {}

  public static void main(String[] args) throws IOException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int watches = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    System.out.println(measure(events, watches));
    System.out.println(measure(events, watches));
  }

  private static String measure(int events, int watches) throws IOException {
    AddressSpace space = AddressSpace.detached();
    long[] addresses = Layout.SPARSE.addresses(watches);
    Walk walk = new Walk(2);
    try (WatchRegistry registry = space.newRegistry("storm")) {
      for (int i = 0; i < watches; i++) {
        space.allocated(addresses[i], Layout.REGION);
        registry.watch(addresses[i], Layout.REGION, i);
      }
      long heap = Memory.liveHeap();
      long resident = Memory.resident();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      storm(space, addresses, events, walk);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      heap = Math.max(0, Memory.liveHeap() - heap);
      resident = Math.max(0, Memory.resident() - resident);
      if (registry.generation() < events / 2) {
        throw new IllegalStateException("generation " + registry.generation() + " after " + events + " events: too few hit a watch");
      }
      return String.format(
          "{\"events\":%d,\"watches\":%d,\"generation\":%d,\"allocatedBytes\":%d,\"heapBytes\":%d,\"outsideHeapBytes\":%d}",
          events, watches, registry.generation(), allocated, heap, resident);
    }
  }

  private static void storm(AddressSpace space, long[] addresses, int events, Walk walk) {
    for (int i = 0; i < events; i += 4) {
      long address = addresses[walk.next(addresses.length)];
      space.freed(address);
      space.allocated(address, Layout.REGION);
      space.changeBegin(address, Layout.REGION);
      space.changeEnd(address, Layout.REGION);
    }
  }
}
