package io.pindown.demo.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pindown.demo.app.Arrivals;
import io.pindown.demo.app.Link;
import io.pindown.demo.app.Receiver;
import io.pindown.demo.app.Sender;
import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Moment.Kind;
import io.pindown.demo.measure.Size;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.Way;
import io.pindown.nic.uring.TcpListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stale workload over a real ring, both ends in this JVM, no agent: the blind cache is wrong, register per send is right. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StaleInProcessTest {
  private static final WorkloadPlan PLAN = new WorkloadPlan(3, 2, Size.MIB, (int) (40 * Size.MIB), List.of(Size.MIB), 1, 0, 1, Size.MIB);

  @BeforeEach
  void needsRingAndLockableMemory() {
    Optional<String> objection = new DemoRun(Device.URING, null, PLAN, new Progress(System.err, false)).objection(java.util.Set.of(DemoRun.Part.STALE));
    assumeTrue(objection.isEmpty(), objection::toString);
  }

  @Test
  void blindCacheSendsWrongBytesOfEachKindOfMemory() throws Exception {
    StaleRun run = run(Way.BLIND);
    assertThat(run.messages()).isEqualTo(PLAN.staleMessages());
    assertThat(run.bySource()).hasSize(3).allSatisfy((source, tally) -> assertThat(tally.wrong()).as(source).isPositive());
    assertThat(run.addressesReused()).isPositive();
    assertThat(run.timeline()).extracting("kind").contains(Kind.PINNED, Kind.SENT_WRONG).doesNotContain(Kind.UNPINNED);
  }

  @Test
  void registerPerSendNever() throws Exception {
    StaleRun run = run(Way.PER_SEND);
    assertThat(run.messages()).isEqualTo(PLAN.staleMessages());
    assertThat(run.wrong()).isZero();
    assertThat(run.registrations()).isEqualTo(run.messages());
    assertThat(run.addressesReused()).isPositive();
    assertThat(run.hits()).isNull();
  }

  private static StaleRun run(Way way) throws Exception {
    try (TcpListener listener = TcpListener.onLoopback()) {
      Thread receiver = Thread.ofPlatform().daemon().start(() -> receive(listener));
      StaleRun run = send(way, listener.localAddress().getPort());
      receiver.join();
      return run;
    }
  }

  private static StaleRun send(Way way, int port) throws IOException {
    try (Link link = Link.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Attached<?> nic = Attached.sending(Device.URING, link);
        Sender<?> sender = nic.sender(way, PLAN.bufferLength(), null)) {
      return new StaleWorkload(sender, new Recorder(PinGauge.of(sender.pinning())), () -> { }).run(PLAN);
    }
  }

  private static void receive(TcpListener listener) {
    try (Link link = Link.accept(listener.accept()); Arrivals arrivals = Attached.receiving(Device.URING, link);
        Receiver receiver = new Receiver(link, arrivals)) {
      receiver.serve();
    }
  }
}
