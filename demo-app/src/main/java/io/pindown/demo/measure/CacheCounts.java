package io.pindown.demo.measure;

/**
 * What registration caches of a JVM say of themselves, all of them together.
 *
 * @param caches how many caches were seen
 * @param hits uses of a registration that was there
 * @param misses registrations made
 * @param oneUse those of them that were closed after one use, since the memory's end could not be seen coming
 * @param invalidations registrations thrown out because their memory ended or changed
 */
public record CacheCounts(int caches, long hits, long misses, long oneUse, long invalidations) {
  /** What was added since an earlier reading. */
  public CacheCounts since(CacheCounts earlier) {
    return new CacheCounts(
        caches, hits - earlier.hits, misses - earlier.misses, oneUse - earlier.oneUse, invalidations - earlier.invalidations);
  }
}
