package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.ffi.Errno;
import org.junit.jupiter.api.Test;

/** What failures say, without a device. */
class FailuresTest {
  @Test
  void aPostsFailureSaysTheState() {
    VerbsException failure = QueuePair.failure("post_send", Errno.EINVAL, () -> QueuePairState.INIT);
    assertThat(failure).hasMessageContaining("post_send: EINVAL").hasMessageContaining("the state is INIT");
    assertThat(failure.errno()).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aStateThatCannotBeHadDoesNotHideWhyAPostFailed() {
    VerbsException unknown = new VerbsException("ibv_query_qp", Errno.ENODEV, null);
    VerbsException failure = QueuePair.failure("post_send", Errno.EIO, () -> {
      throw unknown;
    });
    assertThat(failure.verb()).isEqualTo("post_send");
    assertThat(failure.errno()).isEqualTo(Errno.EIO);
    assertThat(failure.getSuppressed()).containsExactly(unknown);
  }

  @Test
  void aFullQueueIsSaidWithoutAskingForTheState() {
    VerbsException full = QueuePair.failure("post_recv", Errno.ENOMEM, () -> {
      throw new AssertionError("asked");
    });
    assertThat(full).hasMessageContaining("the queue is full");
  }

  /** rxe answers EINVAL when it has no more regions. */
  @Test
  void aRefusalOfAnAccessThatWasAcceptedIsOneOfRoom() {
    RegistrationException first = RegistrationException.of(Errno.EINVAL, 4_096, 1, 1, false);
    assertThat(first.reason()).isEqualTo(RegistrationException.Reason.ACCESS);
    RegistrationException later = RegistrationException.of(Errno.EINVAL, 4_096, 1, 1, true);
    assertThat(later.reason()).isEqualTo(RegistrationException.Reason.LIMIT);
    assertThat(later).hasMessageContaining("EINVAL").hasMessageContaining("may have no more regions").hasMessageNotContaining("RLIMIT");
    RegistrationException memlock = RegistrationException.of(Errno.ENOMEM, 4_096, 1, 1, true);
    assertThat(memlock.reason()).isEqualTo(RegistrationException.Reason.LIMIT);
    assertThat(memlock).hasMessageContaining("RLIMIT_MEMLOCK");
    assertThat(RegistrationException.of(Errno.EFAULT, 4_096, 1, 1, true).reason()).isEqualTo(RegistrationException.Reason.ADDRESS);
  }
}
