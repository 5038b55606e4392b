package io.pindown.cache;

/**
 * What a cache had done, and held, at one moment.
 *
 * @param atMillis since the cache was made
 * @param hits acquires so far that needed no registration
 * @param misses acquires so far that were not hits
 * @param pinnedBytes bytes that were registered
 * @param live cached registrations
 */
public record CacheMoment(long atMillis, long hits, long misses, long pinnedBytes, long live) {}
