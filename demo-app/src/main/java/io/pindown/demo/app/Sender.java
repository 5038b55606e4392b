package io.pindown.demo.app;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Sends messages from registered memory over a link: announces a batch, sends its messages by a NIC, reads the receipt.
 * Used by one thread. After each send it tells when memory was registered and how long it took.
 *
 * @param <R> what the NIC's library calls registered memory
 */
public final class Sender<R> implements AutoCloseable {
  private final Nic<R> nic;
  private final Link link;
  private final Pinning<R> pinning;
  private final MemorySegment receipt = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(Receipt.BYTES));
  private long begun;
  private long pinned;
  private long sent;
  private long unpinned;

  /** A sender over a link and a NIC, with a way to come to registrations; closes neither the NIC nor the link. */
  public Sender(Nic<R> nic, Link link, Pinning<R> pinning) {
    this.nic = nic;
    this.link = link;
    link.data().setNoDelay(true);
    this.pinning = pinning;
  }

  public Pinning<R> pinning() {
    return pinning;
  }

  /** Says what comes next. */
  public void announce(Batch batch) {
    link.data().send(MemorySegment.ofBuffer(batch.toBytes()));
  }

  /** Sends one message, and returns when its memory is the caller's again. */
  public void send(MemorySegment message) {
    begun = System.nanoTime();
    MemorySegment staged = pinning.stage(message);
    R region = pinning.pin(staged);
    pinned = System.nanoTime();
    nic.send(region, staged);
    sent = System.nanoTime();
    pinning.unpin(region);
    unpinned = System.nanoTime();
  }

  /** Waits for the receipt of the batch that was announced last. */
  public Receipt receipt() {
    link.receipts().receiveFully(receipt);
    return Receipt.from(receipt.asByteBuffer());
  }

  /** When the last message's memory was registered, as of {@link System#nanoTime}. */
  public long pinnedAt() {
    return pinned;
  }

  /** When its registration was given back. */
  public long unpinnedAt() {
    return unpinned;
  }

  /** Nanoseconds of the last send that went into copying, registering and giving back. */
  public long pinNanos() {
    return pinned - begun + unpinned - sent;
  }

  /** Nanoseconds of the last send, all included. */
  public long sendNanos() {
    return unpinned - begun;
  }

  @Override
  public void close() {
    pinning.close();
  }
}
