package io.pindown.agent.observe;

import io.pindown.agent.Log;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.ProcessCounters;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Shows in the counters file the places in the code that cause most registrations, once a second, as long as somebody observes. Run by caches' threads,
 * and ended by another: guarded by itself.
 */
final class SiteCounters implements Runnable {
  private static final int MOST = 10;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AllocationSites sites;
  /** Counters by their labels. */
  private final Map<String, Integer> shown = new HashMap<>();
  private long next = System.nanoTime();
  private boolean ended;

  SiteCounters(AllocationSites sites) {
    this.sites = sites;
  }

  @Override
  public synchronized void run() {
    long now = System.nanoTime();
    if (!ended && now - next >= 0) {
      next = now + PAUSE_NANOS;
      try {
        show(sites.top(MOST));
      } catch (IOException e) {
        ended = true;
        Log.error("the places in the code are not shown in the counters file: " + e);
      }
    }
  }

  private void show(List<SiteFigures> top) throws IOException {
    Map<String, Long> values = new HashMap<>();
    for (SiteFigures site : top) {
      values.merge(site.frames().get(0) + (site.allocates() ? " allocates" : " uses"), site.registrations(), Long::sum);
    }
    for (Iterator<Map.Entry<String, Integer>> each = shown.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<String, Integer> old = each.next();
      if (!values.containsKey(old.getKey())) {
        ProcessCounters.giveUp(old.getValue());
        each.remove();
      }
    }
    for (Map.Entry<String, Long> value : values.entrySet()) {
      Integer counter = shown.get(value.getKey());
      if (counter == null) {
        counter = ProcessCounters.take(CountersLayout.SITE_TYPE, value.getKey(), 1);
        shown.put(value.getKey(), counter);
      }
      ProcessCounters.set(counter, value.getValue());
    }
  }

  /** Nothing is shown any more. */
  synchronized void end() {
    ended = true;
    hide();
  }

  /** Nothing is shown until this runs again. */
  synchronized void hide() {
    try {
      show(List.of());
    } catch (IOException e) {
      Log.error("the places in the code stay in the counters file: " + e);
    }
  }
}
