package io.pindown.it.rdma;

import io.pindown.registrar.Access;

/** What is done with registered memory: by this side, or by a peer that has its key. */
enum Operation {
  /** This side sends from it; the peer receives. */
  SEND(Access.LOCAL_READ),
  /** This side writes from it to the peer's memory. */
  WRITE(Access.LOCAL_READ),
  /** The peer reads it. */
  READ(Access.REMOTE_READ),
  /** The peer writes to it. */
  TARGET(Access.REMOTE_WRITE),
  /** This side reads the peer's memory into it. */
  FETCH(Access.LOCAL_WRITE);

  final int access;

  Operation(int access) {
    this.access = access;
  }

  /** Whether the device writes to the memory. */
  boolean writes() {
    return this == TARGET || this == FETCH;
  }

  /** As paths' names end. */
  String suffix() {
    return "-by-rdma-" + name().toLowerCase(java.util.Locale.ROOT);
  }
}
