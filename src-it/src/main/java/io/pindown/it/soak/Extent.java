package io.pindown.it.soak;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Off-heap memory with one owner at a time, who alone fills, changes and frees it. Hands over to another thread only through something
 * that orders memory.
 *
 * <p>Each page has the {@link Clock} of its last change, taken just before the change begins, not after: the memory's owner registers
 * nothing meanwhile, and another owner's registration of the whole mapping, made right after the change, is good.
 */
public abstract class Extent {
  private final String kind;
  private long address;
  private long length;
  private long[] changedAt = new long[0];
  private long sentAt;
  private Content content;

  protected Extent(String kind) {
    this.kind = kind;
  }

  /** The pages of another one from {@code from} on, which have changed when they have there. */
  protected Extent(String kind, Extent whole, long from) {
    this(kind);
    this.address = whole.address + from;
    this.length = whole.length - from;
    this.changedAt = Arrays.copyOfRange(whole.changedAt, whole.page(from), whole.changedAt.length);
    this.sentAt = whole.sentAt;
  }

  /** Called by the kinds: here the memory is from now on, and all of it is new. */
  protected final void begins(long newAddress, long newLength) {
    address = newAddress;
    length = newLength;
    changedAt = new long[page(length - 1) + 1];
    changes();
  }

  /** Called by the kinds: only so much of it is left. */
  protected final void ends(long newLength) {
    length = newLength;
    changedAt = Arrays.copyOf(changedAt, page(length - 1) + 1);
  }

  /** Called by the kinds: the pages behind it are about to become others. */
  protected final void changes() {
    Arrays.fill(changedAt, Clock.tick());
  }

  /** The same for those of {@code length} bytes from {@code from} on. */
  protected final void changes(long from, long changed) {
    Arrays.fill(changedAt, page(from), page(from + changed - 1) + 1, Clock.tick());
  }

  private int page(long offset) {
    return (int) ((address + offset) / RawMemory.PAGE - address / RawMemory.PAGE);
  }

  public final long address() {
    return address;
  }

  public final long length() {
    return length;
  }

  public final String kind() {
    return kind;
  }

  /** When the latest of the pages of {@code length} bytes from {@code from} on has changed. */
  final long changedAt(long from, long part) {
    long latest = 0;
    for (int page = page(from); page <= page(from + part - 1); page++) {
      latest = Math.max(latest, changedAt[page]);
    }
    return latest;
  }

  final Content content() {
    return content;
  }

  /** Whether nothing was sent since a part last changed; for the count, so a race between threads that share it does not matter. */
  final boolean sentFirst(long partChangedAt) {
    boolean first = sentAt < partChangedAt;
    sentAt = Math.max(sentAt, partChangedAt);
    return first;
  }

  /** Writes something new all over. */
  final void fill() {
    content = Content.next();
    content.fill(address, length);
  }

  /**
   * Has other pages, or more or fewer; what was in it may be gone.
   *
   * @return the change in one word, for the count
   */
  protected abstract String change(SplittableRandom random) throws Throwable;

  /** Ends it. */
  protected abstract void free() throws Throwable;

  /** Whether a change of other memory may be taken for one of this: of a file's size, or of the same mapping's other part. */
  protected abstract boolean exposed();

  /** Whether another thread may become its owner. */
  protected boolean movable() {
    return true;
  }

  /** Gives up its upper part as memory of its own, which may have another owner; null if it cannot be parted. */
  protected Extent part(SplittableRandom random) throws Throwable {
    return null;
  }

  /** For a moment takes pages away, so that they cannot be registered, and has {@code meanwhile} run; false if it has no such way. */
  protected boolean withHole(Meanwhile meanwhile) throws Throwable {
    return false;
  }

  /** What is done while a part of the memory is not there. */
  protected interface Meanwhile {
    void run() throws Throwable;
  }

  @Override
  public final String toString() {
    return kind + " [0x" + Long.toHexString(address) + " + " + length + ", changed at " + changedAt(0, length) + "]";
  }
}
