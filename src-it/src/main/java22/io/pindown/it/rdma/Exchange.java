package io.pindown.it.rdma;

import io.pindown.cache.CacheOptions;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * All operations on one range after the other, each by registrations of its own, and a few bytes of the range only, here and there: what is
 * stale is so by pages.
 */
final class Exchange implements AutoCloseable {
  private static final int PAGE = 4_096;

  private final RdmaLink link;
  private final Map<Operation, Keeping> keepings = new EnumMap<>(Operation.class);

  /** {@code way} as for {@link Keeping#of}. A cache keeps what was asked for, not the container around, so that each range is by itself. */
  Exchange(RdmaLink link, String way) {
    this.link = link;
    for (Operation operation : Operation.values()) {
      CacheOptions options = CacheOptions.defaults("paths" + operation.suffix()).withWidenLimit(0);
      keepings.put(operation, way.equals("leased") ? Keeping.leased(link.domain(), options) : Keeping.of(way, link.domain()));
    }
  }

  /** Writes what was nowhere before to where bytes will be moved. */
  void mark(long address, long length) {
    for (long offset : offsets(length)) {
      link.mark(RdmaLink.at(address + offset, part(length)));
    }
  }

  /** A letter for each of {@link Operation#values}: r, the bytes were right; w, they were wrong; - if it is none of {@code operations}. */
  String round(long address, long length, Collection<Operation> operations) {
    StringBuilder letters = new StringBuilder();
    for (Operation operation : Operation.values()) {
      letters.append(!operations.contains(operation) ? '-' : isRight(operation, address, length) ? 'r' : 'w');
    }
    return letters.toString();
  }

  private boolean isRight(Operation operation, long address, long length) {
    boolean[] right = {true};
    keepings.get(operation).with(address, length, operation.access, region -> {
      for (long offset : offsets(length)) {
        right[0] &= link.moves(operation, region, address + offset, part(length));
      }
    });
    return right[0];
  }

  /** Has it registered, and moves nothing. */
  void register(long address, long length, Collection<Operation> operations) {
    operations.forEach(operation -> keepings.get(operation).with(address, length, operation.access, region -> {}));
  }

  /** The beginning, the end, and a place between. */
  private static long[] offsets(long length) {
    return length <= PAGE ? new long[] {0} : new long[] {0, length / 8, length - RdmaLink.FEW};
  }

  private static int part(long length) {
    return (int) Math.min(RdmaLink.FEW, length);
  }

  void forget() {
    keepings.values().forEach(Keeping::forget);
  }

  void forget(long address, long length) {
    keepings.values().forEach(keeping -> keeping.forget(address, length));
  }

  long hits() {
    return keepings.values().stream().mapToLong(Keeping::hits).sum();
  }

  long oneUse() {
    return keepings.values().stream().mapToLong(Keeping::oneUse).sum();
  }

  @Override
  public void close() {
    keepings.values().forEach(Keeping::close);
  }
}
