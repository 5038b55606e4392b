package io.pindown.bench.trace.record;

/** What a workload hands its memory to. */
public interface Sends {

  /** {@code [address, address + length)} is handed to a send, or to a receive. */
  void access(long address, long length);

  /** How many so far. */
  int accesses();
}
