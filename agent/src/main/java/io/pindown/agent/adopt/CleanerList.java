package io.pindown.agent.adopt;

import java.util.List;

/**
 * The cleaners that have not run yet. A cleaner leaves its list, under the list's lock, before it does anything: what is in the list while
 * the lock is held has its free still to come, and whoever will do it will have held the lock later. Thread-safe.
 */
interface CleanerList {
  /** The cleaners that are there now; any of them may leave at once. */
  List<Object> snapshot();

  /** What guards membership. */
  Object lock();

  /** Whether a cleaner is still in the list; with the lock held. */
  boolean holds(Object cleaner);

  /** What a cleaner will run; null if it is of a kind that runs nothing of interest. */
  Object action(Object cleaner);
}
