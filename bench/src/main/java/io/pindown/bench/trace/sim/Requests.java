package io.pindown.bench.trace.sim;

import io.pindown.bench.trace.record.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * A trace as what a cache has to decide about: which registration each access needs, and which ones come to an end. Registrations that
 * are needed are numbered in the order of their first access; the same memory is another one after its end.
 */
public final class Requests {
  private static final long PAGE = 4096;

  private final String name;
  private final int[] events;
  private final long[] bytes;

  private Requests(String name, int[] events, long[] bytes) {
    this.name = name;
    this.events = events;
    this.bytes = bytes;
  }

  public static Requests of(Trace trace, Keying keying) {
    IntArrayList events = new IntArrayList();
    LongArrayList bytes = new LongArrayList();
    List<Map<Range, Integer>> live = new ArrayList<>();
    for (int i = 0; i < trace.containers(); i++) {
      live.add(new HashMap<>());
    }
    for (int event = 0; event < trace.events(); event++) {
      Map<Range, Integer> ofContainer = live.get(trace.container(event));
      if (trace.isEnd(event)) {
        ofContainer.values().stream().sorted().forEach(object -> events.addInt(~object));
        ofContainer.clear();
      } else {
        Range needed = needed(trace, event, keying);
        Integer object = ofContainer.get(needed);
        if (object == null) {
          object = bytes.size();
          ofContainer.put(needed, object);
          bytes.addLong(needed.end - needed.start);
        }
        events.addInt(object);
      }
    }
    return new Requests(trace.name() + ", " + keying, events.toIntArray(), bytes.toLongArray());
  }

  private static Range needed(Trace trace, int event, Keying keying) {
    int container = trace.container(event);
    if (trace.size(container) <= keying.widenLimit()) {
      return Range.pages(trace.base(container), trace.base(container) + trace.size(container));
    }
    return Range.pages(trace.address(event), trace.address(event) + trace.length(event));
  }

  public String name() {
    return name;
  }

  /** Accesses and ends. */
  public int events() {
    return events.length;
  }

  /** The registration that an access needs; or, below 0, the complement of one that ends. */
  public int event(int i) {
    return events[i];
  }

  /** Different registrations: those that a cache without a limit would make. */
  public int objects() {
    return bytes.length;
  }

  /** Bytes that a registration pins, whole pages. */
  public long bytes(int object) {
    return bytes[object];
  }

  /** The most that is alive at once of what has been accessed, weighed as a limit of that kind weighs it. */
  public long footprint(Limit.Kind kind) {
    long most = 0;
    long now = 0;
    boolean[] alive = new boolean[objects()];
    for (int event : events) {
      int object = event < 0 ? ~event : event;
      if (alive[object] != event >= 0) {
        alive[object] = event >= 0;
        now += (event < 0 ? -1 : 1) * kind.weight(bytes(object));
        most = Math.max(most, now);
      }
    }
    return most;
  }

  private record Range(long start, long end) {
    static Range pages(long start, long end) {
      return new Range(start & -PAGE, end + PAGE - 1 & -PAGE);
    }
  }
}
