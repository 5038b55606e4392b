package io.pindown.demo.app;

import io.pindown.nic.uring.TcpListener;
import io.pindown.nic.uring.TcpSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What joins a sender and a receiver: a connection for data, and one for receipts in the other direction. TCP takes a connection
 * that is used both ways for an interactive one and holds acknowledgements back for 40 ms, during which a sender of much data stands
 * still.
 *
 * @param data from the sender to the receiver
 * @param receipts from the receiver to the sender
 */
public record Link(TcpSocket data, TcpSocket receipts) implements AutoCloseable {
  /** The sender's side: connects to a receiver, tells it a port, and waits until it connects there. */
  public static Link connect(InetSocketAddress receiver) {
    try (TcpListener listener = TcpListener.onLoopback(); Arena arena = Arena.ofConfined()) {
      TcpSocket data = TcpSocket.connect(receiver);
      MemorySegment port = arena.allocate(ValueLayout.JAVA_INT);
      port.set(ValueLayout.JAVA_INT, 0, listener.localAddress().getPort());
      data.send(port);
      return new Link(data, listener.accept());
    }
  }

  /** The receiver's side: connects back to the sender behind a connection that was accepted. */
  public static Link accept(TcpSocket data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment port = arena.allocate(ValueLayout.JAVA_INT);
      data.receiveFully(port);
      InetSocketAddress sender = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get(ValueLayout.JAVA_INT, 0));
      return new Link(data, TcpSocket.connect(sender));
    }
  }

  @Override
  public void close() {
    data.close();
    receipts.close();
  }
}
