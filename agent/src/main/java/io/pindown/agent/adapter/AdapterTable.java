package io.pindown.agent.adapter;

/**
 * The library adapters that exist, and the classes that each of them changes. Looked at for every class that is loaded, so
 * it is cheap and needs no other class: the adapters themselves are loaded when a class of theirs is.
 */
public final class AdapterTable {
  /** Caches the fixed buffers of pindown-nic's io_uring rings. */
  public static final String URING = "uring";

  private AdapterTable() {}

  /** The adapter that changes the class of this internal name, null when there is none. */
  public static String adapterOf(String className) {
    if (className.startsWith("io/pindown/nic/uring/")) {
      switch (className) {
        case "io/pindown/nic/uring/Ring":
        case "io/pindown/nic/uring/Region":
          return URING;
        default:
          return null;
      }
    }
    return null;
  }

  public static boolean isKnown(String adapter) {
    return adapter.equals(URING);
  }

  /** All names, for messages. */
  public static String names() {
    return URING;
  }
}
