package io.pindown.it.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Sends and receives so much, from so many buffers, as can be counted with the fingers: what is observed of it must be just that. It says itself how
 * many sends were from an address whose block had been freed.
 */
public final class ObservedApp {
  static final int BLOCK = KnownUses.BLOCK;
  static final int HEAP = 10;
  static final int DATAGRAMS = 20;
  static final int DATAGRAM = 1000;
  private static final int PAGE = 4096;

  private static volatile Object kept; // or a collection of garbage would end it

  private ObservedApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    String wait = args.length > 0 ? args[0] : "";
    if (wait.equals("wait")) {
      Meeting.ready(); // somebody attaches
    }
    run(artefact);
    if (wait.equals("hold")) {
      Meeting.ready(); // somebody looks
    }
    artefact.write();
  }

  private static void run(Artefact artefact) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
      KnownUses uses = new KnownUses(buffer -> require(channel.write(buffer) == BLOCK)); // a blocking channel sends all
      Drain drain = new Drain(server.accept());
      drain.start();
      uses.run();
      ByteBuffer[] three = {uses.kept(0), uses.kept(1), uses.kept(2), ByteBuffer.allocateDirect(0)};
      require(channel.write(three, 0, 4) == 3L * BLOCK);
      for (int i = 0; i < HEAP; i++) {
        require(channel.write(ByteBuffer.allocate(DATAGRAM)) == DATAGRAM);
      }
      channel.shutdownOutput();
      drain.join();
      artefact.put("received", drain.bytes);
      datagrams(uses);
      artefact.put("stale", uses.stale());
    }
  }

  private static void datagrams(KnownUses uses) throws IOException, ReflectiveOperationException {
    ByteBuffer from = uses.kept(0);
    ByteBuffer to = ByteBuffer.allocateDirect(2 * PAGE);
    kept = to;
    uses.begun(to);
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
