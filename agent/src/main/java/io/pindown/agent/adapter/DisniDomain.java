package io.pindown.agent.adapter;

/** A NatIbvPd, which is made to implement this while it is loaded: a protection domain, to which registrations belong. */
public interface DisniDomain {
  /** Its number in the native library: the library's own method. */
  long getObjId();

  /** Whether it has not been deallocated; the library's own method where it has one, from 1.4 on or so. */
  default boolean isOpen() {
    return true;
  }

  /** Its {@link DisniCache}, null before the first registration. */
  Object pindownCache();

  void pindownCache(Object cache);
}
