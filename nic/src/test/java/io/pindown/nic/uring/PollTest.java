package io.pindown.nic.uring;

import static io.pindown.nic.ffi.LibcConstants.POLLIN;
import static io.pindown.nic.ffi.LibcConstants.POLLOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollTest {
  private static final int NO_SUCH_DESCRIPTOR = 1_000_000;

  private record Done(long userData, int result) {}

  private static List<Done> await(Ring ring, int minimum, long millis) {
    List<Done> done = new ArrayList<>();
    ring.await(minimum, millis, TimeUnit.MILLISECONDS, (data, result, flags) -> done.add(new Done(data, result)));
    return done;
  }

  @Test
  void completesWithTheEventThatIsThere() {
    try (Ring ring = Ring.open(); Connection connection = Connection.open(); Arena arena = Arena.ofConfined()) {
      ring.queuePoll(connection.receiver().fd(), POLLIN, 7);
      assertThat(await(ring, 1, 50)).as("nothing to read").isEmpty();
      assertThat(ring.outstanding()).isEqualTo(1);
      ring.queuePoll(connection.sender().fd(), POLLIN | POLLOUT, 8);
      assertThat(await(ring, 1, 10_000)).as("room to write").containsExactly(new Done(8, POLLOUT));
      ring.send(connection.sender().fd(), arena.allocate(1));
      assertThat(await(ring, 1, 10_000)).containsExactly(new Done(7, POLLIN));
      assertThat(ring.outstanding()).isZero();
    }
  }

  @Test
  void aDescriptorThatIsNoneIsRefused() {
    try (Ring ring = Ring.open()) {
      assertThatIllegalArgumentException().isThrownBy(() -> ring.queuePoll(-1, POLLIN, 0)).withMessageContaining("descriptor is -1");
      ring.queuePoll(NO_SUCH_DESCRIPTOR, POLLIN, 9);
      assertThat(await(ring, 1, 10_000)).containsExactly(new Done(9, -Errno.EBADF));
    }
  }

  @Test
  void aClosedRingLeavesNoPollBehind() {
    try (Connection connection = Connection.open()) {
      Ring ring = Ring.open();
      ring.queuePoll(connection.receiver().fd(), POLLIN, 1);
      assertThat(ring.submit()).isEqualTo(1);
      long start = System.nanoTime();
      ring.close();
      assertThat(System.nanoTime() - start).as("cancelled, not waited for").isLessThan(TimeUnit.SECONDS.toNanos(4));
    }
  }
}
