package io.pindown.demo.harness;

import io.pindown.demo.app.Link;
import io.pindown.demo.app.Receiver;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.uring.RingOptions;
import io.pindown.nic.uring.TcpListener;
import io.pindown.nic.uring.TcpSocket;
import java.io.IOException;

/** Main class of the receiving process: prints its port, serves each connection on a thread, ends with its standard input. */
public final class ReceiverProcess {
  private ReceiverProcess() {
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    TcpListener listener = TcpListener.onLoopback();
    System.out.println(listener.localAddress().getPort());
    Thread acceptor = new Thread(() -> accept(listener), "accept");
    acceptor.setDaemon(true);
    acceptor.start();
    while (System.in.read() >= 0) {
      // Nothing is asked of the receiver; the end of its input ends it.
    }
  }

  private static void accept(TcpListener listener) {
    while (true) {
      TcpSocket socket = listener.accept();
      Thread server = new Thread(() -> serve(socket), "serve");
      server.setDaemon(true);
      server.start();
    }
  }

  private static void serve(TcpSocket socket) {
    try (Link link = Link.accept(socket); Ring ring = Ring.open(RingOptions.defaults());
        Receiver receiver = new Receiver(ring, link)) {
      receiver.serve();
    }
  }
}
