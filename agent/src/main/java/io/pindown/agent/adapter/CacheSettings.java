package io.pindown.agent.adapter;

import io.pindown.agent.AgentOptions;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.OnFree;

/** What the agent's options say about the caches that its adapters open. Thread-safe. */
public final class CacheSettings {
  private static volatile AgentOptions options = AgentOptions.DEFAULT;

  private CacheSettings() {}

  public static void configure(AgentOptions now) {
    options = now;
  }

  public static CacheOptions named(String name) {
    AgentOptions from = options;
    CacheOptions to = CacheOptions.defaults(name).withLeaseSites(from.leaseSites());
    if (from.keepFreed()) {
      to = to.withOnFree(OnFree.KEEP);
    }
    if (from.maxBytes() > 0) {
      to = to.withMaxBytes(from.maxBytes());
    } else if (from.memlock() > 0) {
      to = to.withMaxBytes(Math.max(1L, from.memlock() / 8 * 7)); // what core leaves free of a limit that it finds itself
    }
    if (from.maxRegistrations() > 0) {
      to = to.withMaxRegistrations((int) Math.min(from.maxRegistrations(), Integer.MAX_VALUE));
    }
    return from.widenLimit() < 0 ? to : to.withWidenLimit(from.widenLimit());
  }
}
