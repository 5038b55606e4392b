package io.pindown.it.soak;

import io.pindown.cache.OneUse;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a cache's surroundings counted of it by themselves, for comparison with its own statistics.
 *
 * @param found acquires that came back with a cached registration that they had not made
 * @param made acquires that came back with a cached registration made by them
 * @param oneUse acquires that came back with a registration for one use, by reason
 * @param refusedAcquires acquires that ended in a RegistrarException
 * @param registered calls of the registrar that returned a registration
 * @param refused calls of the registrar that threw
 * @param deregistered calls of deregister, none of which threw
 * @param pinnedBytes bytes of what was registered and not deregistered
 */
record Counts(
    long found,
    long made,
    Map<OneUse, Long> oneUse,
    long refusedAcquires,
    long registered,
    long refused,
    long deregistered,
    long pinnedBytes) {

  static Counts of(Ledger ledger, TallyingRegistrar<?> registrar) {
    Map<OneUse, Long> oneUse = new EnumMap<>(OneUse.class);
    for (OneUse reason : OneUse.values()) {
      oneUse.put(reason, ledger.oneUse(reason));
    }
    return new Counts(
        ledger.found(),
        ledger.registered(),
        oneUse,
        ledger.refusals(),
        registrar.registered(),
        registrar.refused(),
        registrar.deregistered(),
        registrar.bytes());
  }

  long oneUseTotal() {
    return oneUse.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Acquires that have ended. */
  long acquires() {
    return found + made + oneUseTotal() + refusedAcquires;
  }
}
