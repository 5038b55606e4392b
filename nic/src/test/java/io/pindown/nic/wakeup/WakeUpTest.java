package io.pindown.nic.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pindown.nic.ffi.NativeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the descriptor is readable, asked of epoll. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WakeUpTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long LATENCY = 200;

  private final Watched watched = new Watched("wake-up", 8);
  private WakeUp wakeUp;
  private Epoll epoll;

  @BeforeEach
  void open() {
    wakeUp = WakeUp.over(watched.registry(), LATENCY, TimeUnit.MICROSECONDS);
    epoll = Epoll.on(wakeUp.fd());
  }

  @AfterEach
  void close() {
    epoll.close();
    wakeUp.close();
    watched.close();
  }

  @Test
  void notReadableBeforeAnythingHappens() {
    assertThat(epoll.await(Duration.ofMillis(50))).isFalse();
  }

  @Test
  void readableAfterAnEventAndUntilTheAcknowledge() {
    watched.change(3);
    assertThat(epoll.await(SOON)).isTrue();
    assertThat(epoll.isReadyNow()).as("a level").isTrue();
    assertThat(watched.drainAll(4)).isEqualTo(1);
    assertThat(epoll.isReadyNow()).as("drained, not acknowledged").isTrue();
    assertThat(wakeUp.acknowledge()).isFalse();
    assertThat(epoll.await(Duration.ofMillis(50))).isFalse();
  }

  @Test
  void anAcknowledgeWithoutADrainLeavesItReadable() {
    watched.change(0);
    assertThat(epoll.await(SOON)).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(wakeUp.acknowledge()).isTrue();
      assertThat(epoll.isReadyNow()).isTrue();
    }
  }

  @Test
  void aDrainWithTooLittleRoomLeavesItReadable() {
    for (int i = 0; i < watched.count(); i++) {
      watched.change(i);
    }
    assertThat(epoll.await(SOON)).isTrue();
    long[] room = new long[3];
    for (int left = watched.count(); left > 0; left -= room.length) {
      assertThat(wakeUp.acknowledge()).as("%d left", left).isTrue();
      assertThat(epoll.isReadyNow()).isTrue();
      assertThat(watched.registry().drain(room)).isEqualTo(Math.min(left, room.length));
    }
    assertThat(wakeUp.acknowledge()).isFalse();
    assertThat(epoll.isReadyNow()).isFalse();
  }

  @Test
  void anEventAfterTheDrainIsNotSwallowedByTheAcknowledge() {
    watched.change(0);
    assertThat(epoll.await(SOON)).isTrue();
    assertThat(watched.drainAll(4)).isEqualTo(1);
    watched.change(1);
    assertThat(wakeUp.acknowledge()).isTrue();
    assertThat(epoll.isReadyNow()).isTrue();
    assertThat(watched.drainAll(4)).isEqualTo(1);
    assertThat(wakeUp.acknowledge()).isFalse();
  }

  @Test
  void eachRoundIsAnEdge() {
    try (Epoll edges = new Epoll()) {
      edges.add(wakeUp.fd(), Epoll.EPOLLIN | Epoll.EPOLLET);
      for (int round = 0; round < 20; round++) {
        watched.change(round % watched.count());
        assertThat(edges.await(SOON)).as("round %d", round).isTrue();
        assertThat(edges.isReadyNow()).as("an edge is reported once").isFalse();
        assertThat(wakeUp.acknowledge()).isTrue();
        assertThat(edges.isReadyNow()).as("still due: another edge").isTrue();
        assertThat(watched.drainAll(1)).isEqualTo(1);
        assertThat(wakeUp.acknowledge()).isFalse();
        assertThat(edges.isReadyNow()).isFalse();
        assertThat(watched.registry().rearm(watched.watch(round % watched.count()))).isTrue();
      }
    }
  }

  @Test
  void anAcknowledgeThatNobodyAskedForDoesNothing() {
    assertThat(wakeUp.acknowledge()).isFalse();
    watched.change(1);
    assertThat(epoll.await(SOON)).isTrue();
  }

  @Test
  void whatWasTakenOutIsSpuriousAndOneDrainEndsIt() {
    watched.change(2);
    watched.registry().unwatch(watched.watch(2));
    assertThat(epoll.await(SOON)).isTrue();
    assertThat(wakeUp.acknowledge()).isTrue();
    assertThat(watched.drainAll(1)).isZero();
    assertThat(wakeUp.acknowledge()).isFalse();
  }

  @Test
  void hitsOfAWatchThatNobodyArmsAgainWakeNobody() {
    watched.change(2);
    assertThat(epoll.await(SOON)).isTrue();
    assertThat(watched.drainAll(1)).isEqualTo(1);
    assertThat(wakeUp.acknowledge()).isFalse();
    long generation = watched.registry().generation();
    for (int i = 0; i < 100; i++) {
      watched.change(2);
    }
    assertThat(watched.registry().generation()).isGreaterThan(generation);
    assertThat(epoll.await(Duration.ofMillis(50))).isFalse();
    assertThat(wakeUp.acknowledge()).isFalse();
    watched.change(3);
    assertThat(epoll.await(SOON)).as("others do").isTrue();
  }

  @Test
  void readableAtOnceIfADrainIsDueWhenItIsOpened() {
    watched.change(5);
    try (WakeUp late = WakeUp.over(watched.registry(), 10, TimeUnit.SECONDS);
        Epoll other = Epoll.on(late.fd())) {
      assertThat(other.isReadyNow()).isTrue();
    }
  }

  @Test
  void twoWakeUpsOverOneRegistryAreIndependent() {
    try (WakeUp second = WakeUp.over(watched.registry(), LATENCY, TimeUnit.MICROSECONDS);
        Epoll other = Epoll.on(second.fd())) {
      watched.change(0);
      assertThat(epoll.await(SOON)).isTrue();
      assertThat(other.await(SOON)).isTrue();
      assertThat(watched.drainAll(4)).isEqualTo(1);
      assertThat(wakeUp.acknowledge()).isFalse();
      assertThat(epoll.isReadyNow()).isFalse();
      assertThat(other.isReadyNow()).as("nobody has acknowledged this one").isTrue();
      assertThat(second.acknowledge()).isFalse();
    }
  }

  @Test
  void aClosedRegistryIsReadableForEver() {
    watched.registry().close();
    assertThat(epoll.await(SOON)).isTrue();
    assertThat(wakeUp.acknowledge()).isTrue();
    assertThat(epoll.isReadyNow()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> watched.drainAll(1)).withMessageContaining("wake-up is closed");
  }

  @Test
  void overAClosedRegistryThereIsNone() {
    watched.registry().close();
    assertThatIllegalStateException().isThrownBy(() -> WakeUp.over(watched.registry())).withMessageContaining("registry wake-up is closed");
  }

  @Test
  void aClosedWakeUpSaysSo() {
    epoll.close();
    epoll = new Epoll();
    wakeUp.close();
    wakeUp.close();
    assertThatIllegalStateException().isThrownBy(wakeUp::fd).withMessageContaining("wake-up of registry wake-up is closed");
    assertThatIllegalStateException().isThrownBy(wakeUp::acknowledge).withMessageContaining("wake-up of registry wake-up is closed");
  }

  @Test
  void latenciesThatCannotBeAreRefused() {
    for (long nanos : new long[] {0, -1, 99_999, 10_000_000_001L, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WakeUp.over(watched.registry(), nanos, TimeUnit.NANOSECONDS))
          .withMessageContaining("latency is " + nanos + " ns; allowed is 100000 to 10000000000");
    }
  }

  @Test
  void aDescriptorThatIsNotOursAnyMoreIsSaidAndLeftAlone() {
    int fd = wakeUp.fd();
    Descriptors.replaceByFolder(fd);
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(wakeUp::acknowledge)
          .withMessageContaining("descriptor " + fd + " of the wake-up of registry wake-up was closed by someone else")
          .withCauseInstanceOf(NativeException.class);
    }
    wakeUp.close();
    Descriptors.closeFolder(fd);
  }

  @Test
  void descriptorsAreGivenBack() throws IOException {
    long before = Descriptors.count();
    for (int i = 0; i < 1_000; i++) {
      WakeUp.over(watched.registry()).close();
    }
    assertThat(Descriptors.count()).isLessThan(before + 500);
  }
}
