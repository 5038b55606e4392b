package io.pindown.bench.trace.widen;

import io.pindown.bench.trace.record.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A cache that finds a registration only by the very address and length that it was made for, until its container ends. */
public final class ExactKeys {
  private ExactKeys() {}

  public static Result run(Trace trace) {
    List<Set<Key>> live = new ArrayList<>();
    for (int i = 0; i < trace.containers(); i++) {
      live.add(new HashSet<>());
    }
    Pinned pinned = new Pinned();
    long registrations = 0;
    for (int event = 0; event < trace.events(); event++) {
      Set<Key> ofContainer = live.get(trace.container(event));
      if (trace.isEnd(event)) {
        ofContainer.forEach(key -> pinned.remove(Pages.spanned(key.address, key.address + key.length)));
        ofContainer.clear();
        continue;
      }
      Key key = new Key(trace.address(event), trace.length(event));
      if (ofContainer.add(key)) {
        registrations++;
        pinned.add(Pages.spanned(key.address, key.address + key.length));
      }
    }
    return new Result(trace.accesses(), trace.accesses() - registrations, registrations, pinned.most());
  }

  private record Key(long address, long length) {}
}
