package io.pindown.agent.adapter;

/**
 * The library adapters that exist, and the classes that each of them changes. Looked at for every class that is loaded, so
 * it is cheap and needs no other class: the adapters themselves are loaded when a class of theirs is.
 */
public final class AdapterTable {
  /** Caches the fixed buffers of pindown-nic's io_uring rings. */
  public static final String URING = "uring";
  /** Caches the memory handles of jucx's contexts. */
  public static final String JUCX = "jucx";
  /** Caches the memory regions of DiSNI's protection domains. */
  public static final String DISNI = "disni";

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
    if (className.startsWith("org/openucx/jucx/ucp/")) {
      switch (className) {
        case "org/openucx/jucx/ucp/UcpContext":
        case "org/openucx/jucx/ucp/UcpMemory":
        case "org/openucx/jucx/ucp/UcpMemMapParams":
          return JUCX;
        default:
          return null;
      }
    }
    if (className.startsWith("com/ibm/disni/")) {
      switch (className) {
        case "com/ibm/disni/verbs/impl/NatRegMrCall":
        case "com/ibm/disni/verbs/impl/NatDeregMrCall":
        case "com/ibm/disni/verbs/impl/NatIbvMr":
        case "com/ibm/disni/verbs/impl/NatIbvPd":
        case "com/ibm/disni/verbs/impl/RdmaVerbsNat":
        case "com/ibm/disni/rdma/verbs/impl/NatRegMrCall":
        case "com/ibm/disni/rdma/verbs/impl/NatDeregMrCall":
        case "com/ibm/disni/rdma/verbs/impl/NatIbvMr":
        case "com/ibm/disni/rdma/verbs/impl/NatIbvPd":
        case "com/ibm/disni/rdma/verbs/impl/RdmaVerbsNat":
          return DISNI;
        default:
          return null;
      }
    }
    return null;
  }

  /**
   * The adapter that serves calls of this method from a cache, null when there is none: for who reads class files. Not always of a class that
   * is changed.
   *
   * @param method {@code owner.method}, the owner an internal name
   */
  public static String serving(String method) {
    switch (method) {
      case "io/pindown/nic/uring/Ring.register":
        return URING;
      case "org/openucx/jucx/ucp/UcpContext.registerMemory":
      case "org/openucx/jucx/ucp/UcpContext.memoryMap":
        return JUCX;
      case "com/ibm/disni/verbs/IbvPd.regMr":
      case "com/ibm/disni/RdmaEndpoint.registerMemory":
      case "com/ibm/disni/rdma/verbs/IbvPd.regMr":
      case "com/ibm/disni/rdma/RdmaEndpoint.registerMemory":
        return DISNI;
      default:
        return null;
    }
  }

  public static boolean isKnown(String adapter) {
    return adapter.equals(URING) || adapter.equals(JUCX) || adapter.equals(DISNI);
  }

  /** All names, for messages. */
  public static String names() {
    return URING + ", " + JUCX + ", " + DISNI;
  }
}
