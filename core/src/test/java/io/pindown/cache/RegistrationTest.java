package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registry.AddressSpace;
import org.junit.jupiter.api.Test;

/** What a registration keeps in few bits. */
class RegistrationTest {
  private static final int RIGHTS = 16;

  private static Registration<Object> of(int access, OneUse reason) {
    return new Registration<>(AddressSpace.detached().newRegistry("terms"), 4096, 4096, access, reason);
  }

  @Test
  void rightsAndReasonDoNotMix() {
    for (int access = 0; access < RIGHTS; access++) {
      Registration<Object> cached = of(access, null);
      assertThat(cached.isCached()).isTrue();
      assertThat(cached.whyNotCached()).isNull();
      assertThat(cached.access()).isEqualTo(access);
      for (OneUse reason : OneUse.values()) {
        Registration<Object> once = of(access, reason);
        assertThat(once.isCached()).isFalse();
        assertThat(once.whyNotCached()).isEqualTo(reason);
        assertThat(once.access()).isEqualTo(access);
      }
    }
  }
}
