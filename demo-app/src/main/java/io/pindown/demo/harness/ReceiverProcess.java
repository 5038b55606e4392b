package io.pindown.demo.harness;

import io.pindown.demo.app.Arrivals;
import io.pindown.demo.app.Link;
import io.pindown.demo.app.Receiver;
import io.pindown.demo.measure.Device;
import io.pindown.nic.uring.TcpListener;
import io.pindown.nic.uring.TcpSocket;
import java.io.IOException;

/** Main class of the receiving process, of the device that its argument names: prints its port, serves each connection on a thread, ends with its standard input. */
public final class ReceiverProcess {
  private ReceiverProcess() {
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    TcpListener listener = TcpListener.onLoopback();
    System.out.println(listener.localAddress().getPort());
    Device device = Device.ofKey(arguments[0]);
    Thread acceptor = new Thread(() -> accept(listener, device), "accept");
    acceptor.setDaemon(true);
    acceptor.start();
    while (System.in.read() >= 0) {
      // Nothing is asked of the receiver; the end of its input ends it.
    }
  }

  private static void accept(TcpListener listener, Device device) {
    while (true) {
      TcpSocket socket = listener.accept();
      Thread server = new Thread(() -> serve(socket, device), "serve");
      server.setDaemon(true);
      server.start();
    }
  }

  private static void serve(TcpSocket socket, Device device) {
    try (Link link = Link.accept(socket); Arrivals arrivals = Attached.receiving(device, link); Receiver receiver = new Receiver(link, arrivals)) {
      receiver.serve();
    }
  }
}
