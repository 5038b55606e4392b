package io.pindown.nic.uring;

import java.util.concurrent.CompletableFuture;

/** Both ends of a TCP connection on loopback. */
record Connection(TcpSocket sender, TcpSocket receiver) implements AutoCloseable {

  static Connection open() {
    return open(0);
  }

  /** {@code buffers} sets both socket buffers, unless 0. */
  static Connection open(int buffers) {
    try (TcpListener listener = TcpListener.onLoopback()) {
      CompletableFuture<TcpSocket> accepted = Background.of(listener::accept);
      TcpSocket sender = TcpSocket.connect(listener.localAddress());
      TcpSocket receiver = accepted.join();
      sender.setNoDelay(true);
      if (buffers != 0) {
        sender.setSendBuffer(buffers);
        receiver.setReceiveBuffer(buffers);
      }
      return new Connection(sender, receiver);
    }
  }

  @Override
  public void close() {
    sender.close();
    receiver.close();
  }
}
