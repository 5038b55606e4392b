package io.pindown.demo.harness;

import io.pindown.demo.app.Arrivals;
import io.pindown.demo.app.BlindCache;
import io.pindown.demo.app.BounceCopy;
import io.pindown.demo.app.ByHand;
import io.pindown.demo.app.Link;
import io.pindown.demo.app.Nic;
import io.pindown.demo.app.PerSend;
import io.pindown.demo.app.Pinning;
import io.pindown.demo.app.Sender;
import io.pindown.demo.app.UringArrivals;
import io.pindown.demo.app.UringNic;
import io.pindown.demo.app.VerbsArrivals;
import io.pindown.demo.app.VerbsNic;
import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Way;
import java.lang.foreign.MemorySegment;

/**
 * A device at one end of a link, and the senders of each way that use it.
 *
 * @param <R> what its library calls registered memory
 */
final class Attached<R> implements AutoCloseable {
  private static final String LEASED = "io.pindown.demo.leased.Leased";

  private final Nic<R> nic;
  private final Link link;
  private final boolean unmodified;

  /** {@code unmodified}: whether the agent serves this library from a cache by itself. */
  private Attached(Nic<R> nic, Link link, boolean unmodified) {
    this.nic = nic;
    this.link = link;
    this.unmodified = unmodified;
  }

  /** The sender's end. */
  static Attached<?> sending(Device device, Link link) {
    return switch (device) {
      case URING -> new Attached<>(new UringNic(link), link, true);
      case VERBS -> new Attached<>(new VerbsNic(link), link, false);
    };
  }

  /** The receiver's end. */
  static Arrivals receiving(Device device, Link link) {
    return switch (device) {
      case URING -> new UringArrivals(link);
      case VERBS -> new VerbsArrivals(link);
    };
  }

  /**
   * A sender.
   *
   * @param longest bytes of its longest message
   * @param block what it sends from, for {@link Way#BY_HAND} only, else null
   */
  Sender<R> sender(Way way, long longest, MemorySegment block) {
    return new Sender<>(nic, link, pinning(way, longest, block));
  }

  private Pinning<R> pinning(Way way, long longest, MemorySegment block) {
    return switch (way) {
      case PER_SEND -> new PerSend<>(nic);
      case AGENT -> unmodified ? new PerSend<>(nic) : leased();
      case COPY -> new BounceCopy<>(nic, longest);
      case BLIND -> new BlindCache<>(nic);
      case BY_HAND -> new ByHand<>(nic, block);
    };
  }

  /** By name: this class is not to be linked with the one package that leases from Pindown. */
  @SuppressWarnings("unchecked")
  private Pinning<R> leased() {
    try {
      return (Pinning<R>) Class.forName(LEASED).getConstructor(nic.getClass()).newInstance(nic);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("cannot lease from Pindown's cache", missing);
    }
  }

  @Override
  public void close() {
    nic.close();
  }
}
