package io.pindown.bench.trace.record;

import io.netty.buffer.ByteBufAllocator;
import java.util.Random;
import java.util.function.Supplier;

/** A service that moves blocks, as storage and shuffle do: 256 KiB, 1 MiB and 4 MiB, now and then 16 MiB, and a short reply to each. */
public final class NettyBulk extends NettyTraffic {
  private static final int THREADS = 2;
  private static final int REPLY = 512;

  public NettyBulk(String name, Supplier<ByteBufAllocator> allocators) {
    super(name, allocators, THREADS, 8, 96);
  }

  @Override
  void exchange(Loop loop, Random random) {
    int of100 = random.nextInt(100);
    loop.send(of100 < 60 ? 256 << 10 : of100 < 90 ? 1 << 20 : of100 < 98 ? 4 << 20 : 16 << 20);
    loop.receive(REPLY, REPLY);
  }
}
