package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.nic.ffi.Errno;
import io.pindown.nic.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Needs no io_uring. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpTest {
  @Test
  void bothEndsKnowEachOther() {
    try (TcpListener listener = TcpListener.onLoopback()) {
      CompletableFuture<TcpSocket> accepted = Background.of(listener::accept);
      try (TcpSocket client = TcpSocket.connect(listener.localAddress()); TcpSocket server = accepted.join()) {
        assertThat(listener.localAddress().getPort()).isPositive();
        assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
        assertThat(server.peerAddress()).isEqualTo(client.localAddress());
        assertThat(server.localAddress()).isEqualTo(client.peerAddress());
      }
    }
  }

  @Test
  void theJdksSocketsCanTalkToIt() throws Exception {
    try (TcpListener listener = TcpListener.onLoopback(); Arena arena = Arena.ofConfined();
        Socket socket = new Socket(listener.localAddress().getAddress(), listener.localAddress().getPort());
        TcpSocket accepted = listener.accept()) {
      MemorySegment text = arena.allocate(5);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      assertThat(accepted.receiveFully(text)).isEqualTo(5);
      accepted.send(text);
      assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("hello");
      socket.shutdownOutput();
      assertThat(accepted.receive(text)).isZero();
      accepted.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void nobodyAnswers() {
    InetSocketAddress gone;
    try (TcpListener listener = TcpListener.onLoopback()) {
      gone = listener.localAddress();
    }
    assertThatThrownBy(() -> TcpSocket.connect(gone))
        .isInstanceOfSatisfying(NativeException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED))
        .hasMessageContaining(Integer.toString(gone.getPort()));
  }

  @Test
  void onlyIpv4AndOnlyOneListenerForAPort() throws UnknownHostException {
    InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("::1"), 1);
    assertThatThrownBy(() -> TcpSocket.connect(six)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("IPv4");
    assertThatThrownBy(() -> TcpSocket.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    try (TcpListener listener = TcpListener.onLoopback()) {
      assertThatThrownBy(() -> TcpListener.bind(listener.localAddress()))
          .isInstanceOf(NativeException.class)
          .hasMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void closeWakesAThreadThatWaits() throws Exception {
    TcpListener listener = TcpListener.onLoopback();
    CountDownLatch about = new CountDownLatch(2);
    CompletableFuture<TcpSocket> accepting =
        Background.of(
            () -> {
              about.countDown();
              return listener.accept();
            });
    try (Connection connection = Connection.open(); Arena arena = Arena.ofShared()) {
      MemorySegment one = arena.allocate(1);
      CompletableFuture<Long> receiving =
          Background.of(
              () -> {
                about.countDown();
                return connection.receiver().receive(one);
              });
      about.await();
      listener.close();
      connection.receiver().close();
      assertThatThrownBy(accepting::get).hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("the listener is closed");
      // Either it waited, and shutdown gave it the end of the stream; or it came too late.
      assertThat(receiving.handle((bytes, failure) -> failure == null ? bytes == 0 : failure.getCause() instanceof IllegalStateException).get())
          .isTrue();
    }
  }

  @Test
  void closingTwiceIsFineAndUseAfterwardsIsRefused() {
    try (Connection connection = Connection.open(); Arena arena = Arena.ofConfined()) {
      TcpSocket socket = connection.sender();
      assertThat(socket.isOpen()).isTrue();
      socket.close();
      socket.close();
      assertThat(socket.isOpen()).isFalse();
      assertThatThrownBy(socket::fd).isInstanceOf(IllegalStateException.class).hasMessage("the socket is closed");
      assertThatThrownBy(() -> socket.receive(arena.allocate(1))).isInstanceOf(IllegalStateException.class);
      assertThat(connection.receiver().receive(arena.allocate(1))).isZero();
    }
  }
}
