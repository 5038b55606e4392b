package io.pindown.it.soak;

import io.pindown.it.app.OffHeap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/** Direct buffers, new ones and old ones, over a connection on loopback, both ends of it in one thread. */
final class ChannelTraffic implements Traffic {
  private static final int LARGEST = 60_000;

  private final SocketChannel sender;
  private final SocketChannel receiver;
  private final ByteBuffer arrived = ByteBuffer.allocateDirect(LARGEST);
  private final ByteBuffer kept = ByteBuffer.allocateDirect(LARGEST);

  ChannelTraffic() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      sender = SocketChannel.open(listener.getLocalAddress());
      receiver = listener.accept();
    }
    sender.configureBlocking(false);
    receiver.configureBlocking(false);
  }

  @Override
  public long round(SplittableRandom random) throws IOException {
    int length = 1 + random.nextInt(LARGEST);
    if (random.nextInt(4) == 0) {
      return send(kept.clear().limit(length), random.nextLong());
    }
    ByteBuffer fresh = ByteBuffer.allocateDirect(length);
    long wrong = send(fresh, random.nextLong()) + send(fresh, random.nextLong());
    if (random.nextInt(8) != 0) { // the others are left to the collector
      OffHeap.invokeCleaner(fresh);
    }
    return wrong;
  }

  private long send(ByteBuffer from, long seed) throws IOException {
    SplittableRandom content = new SplittableRandom(seed);
    from.position(0);
    while (from.hasRemaining()) {
      from.put((byte) content.nextInt());
    }
    from.flip();
    arrived.clear().limit(from.limit());
    while (arrived.hasRemaining()) {
      sender.write(from);
      if (receiver.read(arrived) < 0) {
        throw new IOException("the stream is short");
      }
    }
    from.flip();
    arrived.flip();
    long wrong = 0;
    while (from.hasRemaining()) {
      wrong += from.get() == arrived.get() ? 0 : 1;
    }
    from.position(0);
    return wrong;
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
