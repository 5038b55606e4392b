package io.pindown.it.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends and receives so much, from so many buffers, as can be counted with the fingers: what is observed of it must be just that. It says itself how
 * many sends were from an address whose block had been freed.
 */
public final class ObservedApp {
  static final int BLOCK = 16 << 10;
  static final int POOL = 4;
  static final int POOLED = 400;
  static final int FRESH = 30;
  static final int MAPPED = 5;
  static final int HEAP = 10;
  static final int DATAGRAMS = 20;
  static final int DATAGRAM = 1000;
  private static final long PAGE = 4096;

  /** What a cache by addresses would believe to be registered still: starts and ends of whole pages. */
  private final TreeMap<Long, Long> gone = new TreeMap<>();
  private long stale;

  private ObservedApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    if (args.length > 0) {
      Meeting.ready(); // somebody attaches
    }
    ObservedApp app = new ObservedApp();
    app.run(artefact);
    artefact.put("stale", app.stale);
    artefact.write();
  }

  private void run(Artefact artefact) throws Exception {
    ByteBuffer[] pool = pool();
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
      Drain drain = new Drain(server.accept());
      drain.start();
      for (int i = 0; i < POOLED; i++) {
        send(channel, pool[i % POOL]);
      }
      mapped(channel);
      for (int i = 0; i < FRESH; i++) {
        fresh(channel);
      }
      ByteBuffer[] three = {pool[0].clear(), pool[1].clear(), pool[2].clear(), ByteBuffer.allocateDirect(0)};
      require(channel.write(three, 0, 4) == 3L * BLOCK);
      for (int i = 0; i < HEAP; i++) {
        require(channel.write(ByteBuffer.allocate(DATAGRAM)) == DATAGRAM);
      }
      channel.shutdownOutput();
      drain.join();
      artefact.put("received", drain.bytes);
    }
    datagrams(pool[0]);
  }

  private static ByteBuffer[] pool() {
    ByteBuffer[] pool = new ByteBuffer[POOL];
    for (int i = 0; i < POOL; i++) {
      pool[i] = ByteBuffer.allocateDirect(BLOCK);
    }
    return pool;
  }

  private static void send(SocketChannel channel, ByteBuffer block) throws IOException {
    block.clear();
    require(channel.write(block) == BLOCK); // a blocking channel sends all
  }

  private void mapped(SocketChannel channel) throws IOException, ReflectiveOperationException {
    try (MappedFile file = new MappedFile(BLOCK)) {
      ByteBuffer map = file.channel.map(MapMode.READ_ONLY, 0, BLOCK);
      begun(map);
      for (int i = 0; i < MAPPED; i++) {
        send(channel, map);
      }
      end(map);
    }
  }

  /** The place that breaks reuse. */
  private void fresh(SocketChannel channel) throws IOException, ReflectiveOperationException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    begun(block);
    send(channel, block);
    end(block);
  }

  /** Before the first use of memory. */
  private void begun(ByteBuffer memory) throws ReflectiveOperationException {
    long start = OffHeap.address(memory.clear());
    Map.Entry<Long, Long> before = gone.floorEntry(start);
    if (before != null && before.getValue() >= start + memory.capacity()) {
      gone.remove(before.getKey());
      stale++;
    }
  }

  private void end(ByteBuffer memory) throws ReflectiveOperationException {
    long start = OffHeap.address(memory.clear());
    OffHeap.invokeCleaner(memory);
    gone.put(start & -PAGE, start + memory.capacity() + PAGE - 1 & -PAGE);
  }

  private void datagrams(ByteBuffer from) throws IOException, ReflectiveOperationException {
    ByteBuffer to = ByteBuffer.allocateDirect(2 * (int) PAGE);
    begun(to);
    try (DatagramChannel receiver = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        DatagramChannel sender = DatagramChannel.open()) {
      for (int i = 0; i < DATAGRAMS; i++) {
        from.clear().limit(DATAGRAM);
        require(sender.send(from, receiver.getLocalAddress()) == DATAGRAM);
        to.clear();
        require(receiver.receive(to) != null && to.position() == DATAGRAM);
      }
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a transfer was not as it is counted");
    }
  }

  /** Takes all that comes, into an array. */
  private static final class Drain extends Thread {
    private final SocketChannel channel;
    private volatile long bytes;

    Drain(SocketChannel channel) {
      this.channel = channel;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] into = new byte[BLOCK];
      long sum = 0;
      try (SocketChannel closed = channel) {
        for (int n; (n = closed.socket().getInputStream().read(into)) > 0; ) {
          sum += n;
        }
      } catch (IOException e) {
        e.printStackTrace();
      }
      bytes = sum;
    }
  }
}
