package io.pindown.it.soak;

import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What each of many virtual threads does: leases memory, waits so that it comes back on another carrier as often as not, and then
 * releases what it has leased, or leaves that to whoever comes by and releases what somebody else has left. Now and then one frees a
 * block and allocates it anew, when no lease of it is out. Thread-safe.
 */
final class Lending {
  private static final int BLOCKS = 48;
  private static final long SIZE = 50_021;
  private static final int ROUNDS = 4;
  private static final int SHARES = 1 << 20;

  /** A lease that is out, and the block's share that goes with it. */
  private record Loan(Lease<Pinned<Long>> lease, Block block, Thread taker) {}

  /** A block of memory; who holds all its shares may replace it. */
  private static final class Block {
    private final Semaphore shares = new Semaphore(SHARES, true);
    private volatile long address = OffHeap.allocate(SIZE);
  }

  private final List<Port<Long>> ports;
  private final long seed;
  private final Block[] blocks = new Block[BLOCKS];
  private final ConcurrentLinkedQueue<Loan> left = new ConcurrentLinkedQueue<>();
  private final LongAdder leases = new LongAdder();
  private final LongAdder releases = new LongAdder();
  private final LongAdder byOthers = new LongAdder();
  private final LongAdder onOtherCarriers = new LongAdder();
  private final LongAdder replaced = new LongAdder();

  Lending(List<Port<Long>> ports, long seed) {
    this.ports = ports;
    this.seed = seed;
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = new Block();
    }
  }

  /** The life of one thread. */
  Void borrow(int number) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed + number);
    for (int round = 0; round < ROUNDS; round++) {
      Block block = blocks[random.nextInt(BLOCKS)];
      if (random.nextInt(50) == 0) {
        replace(block);
      }
      Loan loan = take(block, random);
      String carrier = carrier();
      if (random.nextBoolean()) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(1 + random.nextInt(300_000));
      }
      if (!carrier.equals(carrier())) {
        onOtherCarriers.increment();
      }
      if (random.nextBoolean()) {
        give(loan);
      } else {
        Loan other = left.poll();
        left.add(loan);
        if (other != null) {
          give(other);
        }
      }
    }
    return null;
  }

  private Loan take(Block block, SplittableRandom random) throws InterruptedException {
    takeShares(block, 1);
    long from = random.nextLong(SIZE / 2);
    Port<Long> port = ports.get(random.nextInt(ports.size()));
    Lease<Pinned<Long>> lease = port.lease(block.address + from, 1 + random.nextLong(SIZE / 2), Access.LOCAL_READ);
    leases.increment();
    return new Loan(lease, block, Thread.currentThread());
  }

  private void give(Loan loan) {
    loan.lease().release();
    releases.increment();
    if (loan.taker() != Thread.currentThread()) {
      byOthers.increment();
    }
    loan.block().shares.release();
  }

  /** When no lease of the block is out. */
  private void replace(Block block) throws InterruptedException {
    takeShares(block, SHARES);
    OffHeap.free(block.address);
    block.address = OffHeap.allocate(SIZE);
    replaced.increment();
    block.shares.release(SHARES);
  }

  /** What has been left may hold the shares that are waited for, and nobody else may come by any more. */
  private void takeShares(Block block, int shares) throws InterruptedException {
    while (!block.shares.tryAcquire(shares, 1, TimeUnit.MILLISECONDS)) {
      Loan loan = left.poll();
      if (loan != null) {
        give(loan);
      }
    }
  }

  /** What a virtual thread's name says about where it runs; the same for all that run on the same carrier. */
  private static String carrier() {
    String name = Thread.currentThread().toString();
    return name.substring(name.indexOf('@') + 1);
  }

  /** Releases what nobody came by for, and frees the blocks. */
  void close() {
    for (Loan loan; (loan = left.poll()) != null; ) {
      give(loan);
    }
    for (Block block : blocks) {
      OffHeap.free(block.address);
    }
  }

  void writeTo(Artefact artefact) {
    artefact.put("leases", leases.sum());
    artefact.put("releases", releases.sum());
    artefact.put("by-others", byOthers.sum());
    artefact.put("on-other-carriers", onOtherCarriers.sum());
    artefact.put("replaced", replaced.sum());
  }
}
