package io.pindown.registry;

import java.util.function.LongBinaryOperator;

/**
 * Tells the hooks which allocations and frees need not be delivered: those of blocks that are no containers, as long as every watch lies
 * in one, and nobody keeps registrations of its own. So an application's small blocks cost a look at a few words and no more. Thread-safe; never called by events.
 */
final class Narrowing {
  private HookSource source; // under this
  private LongBinaryOperator[] sinks; // under this
  private long[][] tags; // under this
  private byte[] marks; // under this
  private boolean everything; // under this
  private boolean heard; // under this

  /** The tables of containers from now on; before anything is added to a new one. */
  synchronized void tables(long[][] now) {
    tags = now;
    tell();
  }

  /** The marks from now on, which are complete; null for none. */
  synchronized void marks(byte[] now) {
    marks = now;
    tell();
  }

  /** The hooks, and the sinks that have subscribed to them. */
  synchronized void linked(HookSource to, LongBinaryOperator[] subscribed) {
    source = to;
    sinks = subscribed;
    tell();
  }

  /** Whether the free of any block may concern a watch. */
  synchronized void everything(boolean concerns) {
    if (everything != concerns) {
      everything = concerns;
      tell();
    }
  }

  /** Whether somebody wants to be told of what ends, of whatever size. */
  synchronized void heard(boolean now) {
    heard = now;
    tell();
  }

  private void tell() {
    if (source != null) {
      boolean all = everything || heard;
      source.narrow(sinks, heard ? 0 : AddressSpace.TRACKED, all ? null : marks, all ? null : tags);
    }
  }
}
