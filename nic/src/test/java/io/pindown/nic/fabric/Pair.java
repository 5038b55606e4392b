package io.pindown.nic.fabric;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Two endpoints of one domain that know each other, each with its queue and its vector. */
public final class Pair implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** One end. */
  record End(CompletionQueue queue, AddressVector vector, Endpoint endpoint) {
    static End open(Domain domain) {
      CompletionQueue queue = domain.completionQueue(64);
      AddressVector vector = domain.addressVector();
      Endpoint endpoint = domain.endpoint(domain.info());
      endpoint.bind(queue);
      endpoint.bind(vector);
      endpoint.enable();
      return new End(queue, vector, endpoint);
    }
  }

  final Arena arena = Arena.ofShared();
  final Info info;
  final Fabric fabric;
  final Domain domain;
  final End a;
  final End b;
  /** How a knows b, and b knows a. */
  final long toB;
  final long toA;

  public Pair(String provider) {
    this(first(provider));
  }

  public Pair(Info info) {
    this.info = info;
    fabric = Fabric.open(info);
    domain = fabric.domain(info);
    a = End.open(domain);
    b = End.open(domain);
    toB = a.vector().insert(b.endpoint().name());
    toA = b.vector().insert(a.endpoint().name());
  }

  static Info first(String provider) {
    Hints hints = Hints.of(provider);
    List<Info> found = Libfabric.getInfo(provider.startsWith("tcp") ? hints.withSource("127.0.0.1", null) : hints);
    if (found.isEmpty()) {
      throw new AssertionError("libfabric finds no " + provider);
    }
    return found.getFirst();
  }

  MemorySegment memory(long length, int fill) {
    return arena.allocate(length, 4096).fill((byte) fill);
  }

  public Domain domain() {
    return domain;
  }

  /** What a device reads at an address of a registration: it is written to the other end. */
  public byte[] written(MemoryRegion region, long address, int length) {
    try (Arena here = Arena.ofShared()) {
      MemorySegment read = here.allocate(length, 4096).fill((byte) '?');
      try (MemoryRegion target = domain.register(read.address(), length, MemoryAccess.REMOTE_WRITE | MemoryAccess.REMOTE_READ)) {
        long place = target.remoteAddress(read.address());
        post(() -> a.endpoint().write(address, length, region.descriptor(), toB, place, target.key(), 1));
        await(Set.of(1L), Set.of());
      }
      return read.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Something that may be refused for now. */
  interface Attempt {
    boolean made();
  }

  /** Makes both ends progress until the attempt is accepted. */
  void post(Attempt attempt) {
    long since = System.nanoTime();
    while (!attempt.made()) {
      expectNone(a.queue().poll());
      expectNone(b.queue().poll());
      patience(since, "posting");
    }
  }

  private static void expectNone(Completion completion) {
    if (completion != null) {
      throw new AssertionError("unexpected " + completion);
    }
  }

  /** Makes both ends progress until a has completed one set of contexts and b the other. */
  void await(Set<Long> ofA, Set<Long> ofB) {
    Set<Long> leftA = new HashSet<>(ofA);
    Set<Long> leftB = new HashSet<>(ofB);
    long since = System.nanoTime();
    while (!leftA.isEmpty() || !leftB.isEmpty()) {
      take(a.queue(), leftA);
      take(b.queue(), leftB);
      patience(since, leftA + " and " + leftB);
    }
  }

  private static void take(CompletionQueue queue, Set<Long> left) {
    Completion completion = queue.poll();
    if (completion != null && !left.remove(completion.context())) {
      throw new AssertionError("unexpected " + completion);
    }
  }

  /** Makes both ends progress until one of them says that an operation has failed. */
  CompletionException awaitFailure() {
    long since = System.nanoTime();
    while (true) {
      try {
        a.queue().poll();
        b.queue().poll();
      } catch (CompletionException e) {
        return e;
      }
      patience(since, "a failure");
    }
  }

  private static void patience(long since, String what) {
    if (System.nanoTime() - since > PATIENCE_NANOS) {
      throw new AssertionError("60 s over, still waiting for " + what);
    }
    Thread.onSpinWait();
  }

  @Override
  public void close() {
    fabric.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
