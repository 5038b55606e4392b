package io.pindown.bench.trace.record;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Makes a trace of what is handed to sends in this process, with the containers that Pindown knows: each is watched from its first access
 * on, and what has become dirty before an access has ended before it.
 *
 * <p>To be fed by one thread at a time, each ordered after the last one.
 */
public final class Recorder implements Sends, AutoCloseable {
  private final AddressSpace space;
  private final WatchRegistry registry;
  private final Trace.Builder trace;
  private final Long2ObjectHashMap<Live> byBase = new Long2ObjectHashMap<>();
  private final List<Live> byNumber = new ArrayList<>();
  private final long[] dirty = new long[256];
  private int accesses;
  private int unknown;

  public Recorder(String name, AddressSpace space) {
    this.space = space;
    this.registry = space.newRegistry(name);
    this.trace = new Trace.Builder(name);
  }

  @Override
  public void access(long address, long length) {
    takeEnds();
    long base = space.containerAround(address, address + length);
    if (base == 0) {
      unknown++;
      return;
    }
    Live container = byBase.get(base);
    if (container == null) {
      container = watch(base, space.containerSize(base));
    }
    trace.access(container.number, address - base, length);
    accesses++;
  }

  private Live watch(long base, long size) {
    Live container = new Live(trace.container(base, size, space.isMapping(base)), new Container(base, size));
    byNumber.add(container);
    container.watch = registry.watch(base, size, container.number);
    byBase.put(base, container);
    return container;
  }

  private void takeEnds() {
    for (int n; (n = registry.drain(dirty)) > 0; ) {
      for (int i = 0; i < n; i++) {
        Live ended = byNumber.get((int) dirty[i]);
        registry.unwatch(ended.watch);
        byBase.remove(ended.at.base());
        trace.end(ended.number);
      }
    }
  }

  @Override
  public int accesses() {
    return accesses + unknown;
  }

  /** Accesses that were left out, since they were to memory in no known container. */
  public int unknown() {
    return unknown;
  }

  /** All that were accessed, live or not. */
  public List<Container> containers() {
    return byNumber.stream().map(live -> live.at).toList();
  }

  public Trace finish() {
    takeEnds();
    return trace.build();
  }

  @Override
  public void close() {
    registry.close();
  }

  private static final class Live {
    final int number;
    final Container at;
    Watch watch;

    Live(int number, Container at) {
      this.number = number;
      this.at = at;
    }
  }
}
