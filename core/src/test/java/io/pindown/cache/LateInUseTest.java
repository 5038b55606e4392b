package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registry.KernelFindings;
import io.pindown.registry.KernelSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel tells of memory that was there before hits the registration of the memory that is: it goes, and nobody is blamed. */
class LateInUseTest extends CacheFixture {
  private final Late kernel = new Late();

  /** Tells of one unmapping. */
  private static final class Late implements KernelSource {
    private volatile long[] range;

    @Override
    public boolean settled() {
      return range == null;
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public boolean drain(Sink sink) {
      long[] told = range;
      if (told != null) {
        sink.changed(Kind.UNMAPPED, told[0], told[1], 0);
        range = null;
      }
      return true;
    }

    @Override
    public boolean watch(long start, long end) {
      return true;
    }

    @Override
    public boolean covers(long start, long end) {
      return true;
    }
  }

  @BeforeEach
  void listen() {
    space.backstop(kernel, KernelFindings.NONE);
  }

  @Test
  void theNextOwnersRegistrationGoesAndNobodyIsBlamed() {
    space.mapped(block(0), SIZE);
    use(0);
    space.unmapped(block(0), SIZE); // it is done, and its event is not read yet
    space.mapped(block(0), SIZE);
    try (Lease<Region> lease = lease(0)) {
      kernel.range = new long[] {block(0), block(0) + SIZE};
      space.settleLosses();
      Awaitility.await().until(() -> cache.statistics().live() == 0);
      assertThat(statistics().lateInUse()).isEqualTo(1);
      assertThat(lease.isCached()).isTrue();
    }
    assertThat(statistics().inUseInvalidations()).isZero();
    assertThat(statistics().lateInUse()).isEqualTo(1);
    assertThat(statistics().invalidations()).isEqualTo(2);
    assertThat(use(0)).as("registered anew").isNotNull();
  }

  @Test
  void whatNobodyUsesIsNotInUse() {
    space.mapped(block(0), SIZE);
    use(0);
    space.unmapped(block(0), SIZE);
    space.mapped(block(0), SIZE);
    use(0);
    kernel.range = new long[] {block(0), block(0) + SIZE};
    space.settleLosses();
    Awaitility.await().until(() -> cache.statistics().live() == 0);
    assertThat(statistics().invalidations()).isEqualTo(2);
    assertThat(statistics().lateInUse()).isZero();
  }

  @Test
  void whatIsUnmappedUnderALeaseIsTheApplicationsFaultAsEver() {
    space.mapped(block(0), SIZE);
    try (Lease<Region> lease = lease(0)) {
      space.unmapped(block(0), SIZE);
      kernel.range = new long[] {block(0), block(0) + SIZE};
      space.settleLosses();
      assertThat(lease.isCached()).isTrue();
    }
    assertThat(statistics().inUseInvalidations()).isEqualTo(1);
    Awaitility.await().until(() -> cache.statistics().live() == 0);
    assertThat(statistics().inUseInvalidations()).isEqualTo(1);
    assertThat(statistics().lateInUse()).isZero();
  }
}
