package io.pindown.bench.trace.record;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Event loops that allocate buffers from one of Netty's allocators, write them, hand them to sends and release them when so many later
 * ones have been sent. How many are in flight changes now and then, as the number of busy connections does.
 */
abstract class NettyTraffic implements Workload {
  private static final int TURNS_BETWEEN_LOADS = 2000;

  private final String name;
  private final Supplier<ByteBufAllocator> allocators;
  private final int threads;
  private final int leastInFlight;
  private final int mostInFlight;

  /**
   * @param leastInFlight of one thread, and {@code mostInFlight}: each load in between is as likely as its half or double
   */
  NettyTraffic(String name, Supplier<ByteBufAllocator> allocators, int threads, int leastInFlight, int mostInFlight) {
    this.name = name;
    this.allocators = allocators;
    this.threads = threads;
    this.leastInFlight = leastInFlight;
    this.mostInFlight = mostInFlight;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void run(Sends sends, long seed, int accesses) {
    Random random = new Random(seed);
    ByteBufAllocator allocator = allocators.get();
    try (Turns turns = new Turns(name, threads)) {
      Loop[] loops = new Loop[threads];
      for (int i = 0; i < threads; i++) {
        loops[i] = new Loop(allocator, sends);
      }
      for (long turn = 0; sends.accesses() < accesses; turn++) {
        if (turn % TURNS_BETWEEN_LOADS == 0) {
          changeLoad(loops, random);
        }
        int thread = random.nextInt(threads);
        turns.take(thread, () -> exchange(loops[thread], random));
      }
      for (int i = 0; i < threads; i++) {
        turns.take(i, loops[i]::releaseAll);
      }
    }
  }

  private void changeLoad(Loop[] loops, Random random) {
    double octaves = Math.log((double) mostInFlight / leastInFlight);
    int inFlight = (int) (leastInFlight * Math.exp(random.nextDouble() * octaves));
    for (Loop loop : loops) {
      loop.inFlight = inFlight;
    }
  }

  /** One message in, or out, or both. */
  abstract void exchange(Loop loop, Random random);

  /** What one thread has in flight. */
  static final class Loop {
    private final ByteBufAllocator allocator;
    private final Sends sends;
    private final Deque<ByteBuf> sent = new ArrayDeque<>();
    private int inFlight;

    Loop(ByteBufAllocator allocator, Sends sends) {
      this.allocator = allocator;
      this.sends = sends;
    }

    /** A receive of {@code bytes} into a buffer for up to {@code capacity}, which is released once it is parsed. */
    void receive(int capacity, int bytes) {
      ByteBuf buffer = allocator.directBuffer(capacity);
      sends.access(buffer.memoryAddress(), capacity);
      buffer.writerIndex(bytes).release();
    }

    void send(int bytes) {
      ByteBuf buffer = allocator.directBuffer(bytes);
      buffer.writerIndex(bytes).setByte(0, 1).setByte(bytes - 1, 1);
      sends.access(buffer.memoryAddress() + buffer.readerIndex(), buffer.readableBytes());
      sent.add(buffer);
      while (sent.size() > inFlight) {
        sent.remove().release();
      }
    }

    private void releaseAll() {
      sent.forEach(ByteBuf::release);
      sent.clear();
    }
  }
}
