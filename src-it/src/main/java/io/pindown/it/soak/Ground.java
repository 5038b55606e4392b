package io.pindown.it.soak;

/** Memory for a {@link Duel}: changed in place again and again while another thread registers it. */
public interface Ground extends AutoCloseable {
  /** Where it is now. */
  long address();

  /** Whole pages, in bytes; after a change as before. */
  long length();

  /** Has other pages afterwards, in its upper quarter at least. Returns false if it could not and is as it was. */
  boolean change() throws Throwable;

  /** Whether its first word may be read at any time, and is 0 from the moment on when its page has been taken away. */
  boolean shows();

  @Override
  void close() throws Exception;

  /** Makes a ground. */
  interface Maker {
    Ground make() throws Throwable;
  }
}
