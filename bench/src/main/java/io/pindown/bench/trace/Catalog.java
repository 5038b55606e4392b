package io.pindown.bench.trace;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.pindown.bench.trace.record.BufferRing;
import io.pindown.bench.trace.record.HotSetAndScan;
import io.pindown.bench.trace.record.LuceneReplication;
import io.pindown.bench.trace.record.NettyBulk;
import io.pindown.bench.trace.record.NettyRequests;
import io.pindown.bench.trace.record.StoredValues;
import io.pindown.bench.trace.record.Workload;
import java.util.List;

/** The workloads that are traced. */
final class Catalog {
  private static final int ARENAS = 4;
  private static final int PAGE = 8192;
  /** Chunks of 4 MiB, Netty's default. */
  private static final int ORDER = 9;

  private static final int RING_BUFFERS = 64;
  private static final int RING_BYTES = 4 << 20;

  private Catalog() {}

  static List<Workload> netty() {
    return List.of(
        new NettyRequests("Netty pooled, requests", Catalog::pooled),
        new NettyRequests("Netty adaptive, requests", Catalog::adaptive),
        new NettyBulk("Netty pooled, bulk", Catalog::pooled),
        new NettyBulk("Netty adaptive, bulk", Catalog::adaptive));
  }

  /** Those whose containers are what they send, so that widening to them changes nothing, or too large for it. */
  static List<Workload> whole() {
    return List.of(new BufferRing(RING_BUFFERS, RING_BYTES), new HotSetAndScan(), new StoredValues());
  }

  static Workload lucene() {
    return new LuceneReplication();
  }

  private static ByteBufAllocator pooled() {
    return new PooledByteBufAllocator(true, 0, ARENAS, PAGE, ORDER);
  }

  private static ByteBufAllocator adaptive() {
    return new AdaptiveByteBufAllocator(true);
  }
}
