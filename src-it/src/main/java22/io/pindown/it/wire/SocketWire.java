package io.pindown.it.wire;

import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.TcpListener;
import io.pindown.nic.uring.TcpSocket;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** SEND_ZC over a TCP connection on loopback, received without a ring. */
final class SocketWire implements Wire {
  private final Ring ring;
  private final TcpSocket sender;
  private final TcpSocket receiver;
  private final ExecutorService receiving = Executors.newSingleThreadExecutor();

  SocketWire(Ring ring) {
    this.ring = ring;
    try (TcpListener listener = TcpListener.onLoopback()) {
      sender = TcpSocket.connect(listener.localAddress());
      receiver = listener.accept();
    }
  }

  @Override
  public void send(Region region, long address, MemorySegment arrived) throws Exception {
    Future<Long> received = receiving.submit(() -> receiver.receiveFully(arrived));
    ring.sendZeroCopy(sender.fd(), region, address, arrived.byteSize());
    if (received.get(30, TimeUnit.SECONDS) != arrived.byteSize()) {
      throw new IllegalStateException("the stream is short");
    }
  }

  @Override
  public void close() {
    sender.close();
    receiver.close();
    receiving.shutdown();
  }
}
