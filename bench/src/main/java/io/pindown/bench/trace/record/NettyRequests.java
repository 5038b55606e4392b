package io.pindown.bench.trace.record;

import io.netty.buffer.ByteBufAllocator;
import java.util.Random;
import java.util.function.Supplier;

/** A service like an HTTP server's: a request read into a buffer, a head of some hundred bytes and a body of very different sizes sent. */
public final class NettyRequests extends NettyTraffic {
  private static final int THREADS = 4;
  private static final int REQUEST = 2048;
  private static final int UPLOAD = 64 << 10;
  private static final int LARGEST_BODY = 1 << 20;
  private static final double MEDIAN_BODY = 8 << 10;
  /** Of the logarithm of a body's size: one in forty is above 120 KiB. */
  private static final double SPREAD = 1.4;

  public NettyRequests(String name, Supplier<ByteBufAllocator> allocators) {
    super(name, allocators, THREADS, 8, 2048);
  }

  @Override
  void exchange(Loop loop, Random random) {
    int capacity = random.nextInt(20) == 0 ? UPLOAD : REQUEST;
    loop.receive(capacity, 1 + random.nextInt(capacity));
    loop.send(256 + random.nextInt(768));
    loop.send((int) Math.min(LARGEST_BODY, 1 + MEDIAN_BODY * Math.exp(SPREAD * random.nextGaussian())));
  }
}
