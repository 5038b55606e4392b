package io.pindown.it.world.netty;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Random allocations, writes, slices, growths and releases on every allocator, against byte arrays that say what must be there. */
public final class NettyBuffers {
  private static final int LIVE = 48;
  private static final int LARGEST = 6 << 20;

  private NettyBuffers() {}

  /** A buffer and what is in it. */
  private record Filled(ByteBuf buffer, byte[] content) {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      trial.note("unsafe", PlatformDependent.hasUnsafe());
      trial.note("no-cleaner", PlatformDependent.useDirectBufferNoCleaner());
      run(trial, "pooled", new PooledByteBufAllocator(true));
      run(trial, "unpooled", new UnpooledByteBufAllocator(true));
      run(trial, "adaptive", new AdaptiveByteBufAllocator(true));
    });
  }

  private static void run(Trial trial, String name, ByteBufAllocator allocator) throws ReflectiveOperationException {
    SplittableRandom random = new SplittableRandom(trial.seed());
    CRC32 sum = new CRC32();
    List<Filled> live = new ArrayList<>();
    int steps = trial.count("steps", 600);
    long wrong = 0;
    for (int step = 0; step < steps; step++) {
      if (live.size() < LIVE && random.nextInt(3) != 0 || live.isEmpty()) {
        live.add(allocate(allocator, random));
        continue;
      }
      int index = random.nextInt(live.size());
      Filled one = live.get(index);
      send(trial, one.buffer());
      switch (random.nextInt(4)) {
        case 0 -> live.set(index, grown(one, random));
        case 1 -> wrong += partIsOther(trial, one, random) ? 1 : 0;
        default -> {
          live.remove(index);
          wrong += end(one, sum) ? 0 : 1;
        }
      }
    }
    for (Filled one : live) {
      wrong += end(one, sum) ? 0 : 1;
    }
    trial.result(name + ".wrong", wrong);
    trial.result(name + ".sum", sum.getValue());
  }

  private static Filled allocate(ByteBufAllocator allocator, SplittableRandom random) {
    byte[] content = Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST));
    if (random.nextInt(8) == 0) {
      int half = content.length / 2;
      ByteBuf first = allocator.directBuffer(half + 1).writeBytes(content, 0, half);
      ByteBuf second = allocator.directBuffer(content.length - half).writeBytes(content, half, content.length - half);
      return new Filled(allocator.compositeDirectBuffer(2).addComponents(true, first, second), content);
    }
    return new Filled(allocator.directBuffer(content.length).writeBytes(content), content);
  }

  /** More at the end, so that the buffer moves. */
  private static Filled grown(Filled one, SplittableRandom random) {
    byte[] more = Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST / 4));
    byte[] all = Arrays.copyOf(one.content(), one.content().length + more.length);
    System.arraycopy(more, 0, all, one.content().length, more.length);
    return new Filled(one.buffer().writeBytes(more), all);
  }

  private static boolean partIsOther(Trial trial, Filled one, SplittableRandom random) throws ReflectiveOperationException {
    int from = random.nextInt(one.content().length);
    int length = random.nextInt(one.content().length - from) + 1;
    ByteBuf slice = one.buffer().retainedSlice(from, length);
    try {
      send(trial, slice);
      byte[] read = new byte[length];
      slice.getBytes(0, read);
      return !Arrays.equals(read, 0, length, one.content(), from, from + length);
    } finally {
      slice.release();
    }
  }

  private static void send(Trial trial, ByteBuf buffer) throws ReflectiveOperationException {
    NettyMemory.send(trial, buffer);
  }

  private static boolean end(Filled one, CRC32 sum) {
    byte[] read = new byte[one.buffer().readableBytes()];
    one.buffer().readBytes(read);
    sum.update(read);
    return one.buffer().release() && Arrays.equals(read, one.content());
  }
}
