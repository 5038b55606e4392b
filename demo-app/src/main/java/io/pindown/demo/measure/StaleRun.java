package io.pindown.demo.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One way through the stale workload: every kind of memory taken, sent a few times, freed, and taken again.
 *
 * @param messages messages sent
 * @param wrong messages that arrived with other bytes than the process reads at the buffer
 * @param addressesReused how often a new buffer came to lie where the freed one had been
 * @param registrations registrations the application asked its library for
 * @param hits sends served by a registration that was there; null where no cache reports it
 * @param misses sends for which memory was registered; null where no cache reports it
 * @param oneUse misses whose registration was not kept; null where no cache reports it
 * @param invalidations registrations thrown out because their memory ended; null where no cache reports it
 * @param pinMicros median microseconds to get and to give back a registration, per send
 * @param sendMicros median microseconds of a send, registration included
 * @param bySource messages and wrong ones by kind of memory
 * @param timeline what happened when; left out of the JSON file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StaleRun(
    long messages,
    long wrong,
    long addressesReused,
    long registrations,
    Long hits,
    Long misses,
    Long oneUse,
    Long invalidations,
    double pinMicros,
    double sendMicros,
    Map<String, Tally> bySource,
    List<Moment> timeline) {

  /** Messages and wrong ones of one kind of memory. */
  public record Tally(long messages, long wrong, long bytes) {
    /** This tally and one more message. */
    public Tally plus(boolean right, long length) {
      return new Tally(messages + 1, wrong + (right ? 0 : 1), length);
    }
  }

  /** The same without its timeline. */
  public StaleRun summary() {
    return new StaleRun(messages, wrong, addressesReused, registrations, hits, misses, oneUse, invalidations, pinMicros, sendMicros,
        bySource, null);
  }

  /** The same with what a cache, seen from outside of the application, says of it. */
  public StaleRun with(CacheCounts counts) {
    return new StaleRun(messages, wrong, addressesReused, registrations,
        counts.hits(), counts.misses(), counts.oneUse(), counts.invalidations(),
        pinMicros, sendMicros, bySource, timeline);
  }
}
