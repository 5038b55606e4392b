package io.pindown.cache;

/**
 * Limits and switches of a cache.
 *
 * @param name for statistics, events and the name of the cache's thread
 * @param maxBytes bytes that cached registrations may pin, above 0
 * @param maxRegistrations cached registrations, above 0
 * @param widenLimit containers of up to so many bytes are registered as a whole at the first use of a part; 0 for never
 * @param maxDeferred registrations that may wait to be deregistered by the cache's own thread, 0 or above; what is beyond is deregistered
 *     by the threads that release or miss
 * @param leaseSites whether each lease remembers where it was taken, and each change of memory where it was made: costs a stack trace
 *     each
 * @param onFree what becomes of a registration when the block that it is of is freed
 */
public record CacheOptions(String name, long maxBytes, int maxRegistrations, long widenLimit, int maxDeferred, boolean leaseSites, OnFree onFree) {
  private static final int MAX_REGISTRATIONS = 1 << 20;
  private static final int MAX_DEFERRED = 1024;
  private static final long WIDEN_LIMIT = 16L << 20;

  public CacheOptions {
    require(name != null && !name.isBlank(), "name", name, "not blank");
    require(maxBytes > 0, "maxBytes", maxBytes, "above 0");
    require(maxRegistrations > 0, "maxRegistrations", maxRegistrations, "above 0");
    require(maxDeferred >= 0, "maxDeferred", maxDeferred, "0 or above");
    require(onFree != null, "onFree", onFree, "INVALIDATE or KEEP");
    require(widenLimit >= 0, "widenLimit", widenLimit, "0 or above");
  }

  /** What suits most: the limit on locked memory, a million registrations, containers of up to 16 MiB widened to. */
  public static CacheOptions defaults(String name) {
    return new CacheOptions(name, MemlockLimit.defaultMaxBytes(), MAX_REGISTRATIONS, WIDEN_LIMIT, MAX_DEFERRED, false, OnFree.INVALIDATE);
  }

  public CacheOptions withMaxBytes(long bytes) {
    return new CacheOptions(name, bytes, maxRegistrations, widenLimit, maxDeferred, leaseSites, onFree);
  }

  public CacheOptions withMaxRegistrations(int registrations) {
    return new CacheOptions(name, maxBytes, registrations, widenLimit, maxDeferred, leaseSites, onFree);
  }

  public CacheOptions withWidenLimit(long bytes) {
    return new CacheOptions(name, maxBytes, maxRegistrations, bytes, maxDeferred, leaseSites, onFree);
  }

  public CacheOptions withMaxDeferred(int registrations) {
    return new CacheOptions(name, maxBytes, maxRegistrations, widenLimit, registrations, leaseSites, onFree);
  }

  public CacheOptions withLeaseSites(boolean record) {
    return new CacheOptions(name, maxBytes, maxRegistrations, widenLimit, maxDeferred, record, onFree);
  }

  public CacheOptions withOnFree(OnFree what) {
    return new CacheOptions(name, maxBytes, maxRegistrations, widenLimit, maxDeferred, leaseSites, what);
  }

  private static void require(boolean holds, String what, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be " + allowed);
    }
  }
}
