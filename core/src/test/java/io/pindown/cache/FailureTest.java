package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** D2: whatever step fails, nothing is left of it, and the cache goes on. */
class FailureTest extends CacheFixture {
  @BeforeEach
  void memory() {
    allocate(0, 1, 2);
  }

  private void assertNothingLeft() {
    assertThat(registrar.live()).isEmpty();
    assertThat(space.watches()).isZero();
    assertThat(statistics().live()).isZero();
    assertThat(statistics().pinnedBytes()).isZero();
    assertThat(statistics().registrations()).isZero();
  }

  @Test
  void whatTheRegistrarThrowsComesOutAndNothingIsLeft() {
    List<Throwable> thrown =
        List.of(
            new RegistrarException(Reason.ACCESS, "read only"),
            new RegistrarException(Reason.ADDRESS, "nothing there"),
            new RegistrarException(Reason.CLOSED, "closed"),
            new RegistrarException(Reason.OTHER, "other"),
            new IllegalStateException("a bug"),
            new UnsatisfiedLinkError("no library"),
            new StackOverflowError(),
            new OutOfMemoryError("of the device's library"),
            new IOException("checked, from a language that does not mind"));
    int failures = 0;
    for (Throwable t : thrown) {
      registrar.onRegister(r -> RegistrarFault.raise(t));
      assertThatExceptionOfType(t.getClass()).isThrownBy(() -> lease(0)).isSameAs(t);
      assertNothingLeft();
      assertThat(statistics().failedRegistrations()).isEqualTo(++failures);
    }
    registrar.onRegister(r -> {});
    assertThat(use(0)).isSameAs(use(0));
  }

  /** Throws what it is given, checked or not. */
  private static final class RegistrarFault {
    @SuppressWarnings("unchecked")
    static <T extends Throwable> void raise(Throwable t) throws T {
      throw (T) t;
    }
  }

  /** Asked for its name once, so that it cannot fail in the middle of something. */
  @Test
  void aNameThatFailsMakesNoCache() {
    AtomicInteger asked = new AtomicInteger();
    class Named implements Registrar<Region> {
      @Override
      public Region register(long address, long length, int access) {
        return registrar.register(address, length, access);
      }

      @Override
      public void deregister(Region handle) {
        registrar.deregister(handle);
        throw new RegistrarException(Reason.OTHER, "and says so by its name");
      }

      @Override
      public String name() {
        if (asked.incrementAndGet() > 2) {
          throw new IllegalStateException("no name any more");
        }
        return "named";
      }
    }
    CacheOptions options = CacheOptions.defaults("named").withMaxBytes(1L << 40);
    try (RegistrationCache<Region> named = RegistrationCache.of(new Named(), options, space)) {
      named.acquire(block(0), SIZE, Access.LOCAL_READ).release();
      named.acquire(block(9), SIZE, Access.LOCAL_READ).release(); // known by nobody, so for one use
      space.freed(block(0));
      named.flush();
      assertThat(named.statistics().failedDeregistrations()).isEqualTo(2);
      assertThat(named.statistics().pinnedBytes()).isZero();
    }
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> RegistrationCache.of(new Named(), options, space)).withMessage("no name any more");
    assertThat(space.watches()).isZero();
  }

  @Test
  void aNameThatIsNoneIsSaid() {
    Registrar<Region> nameless = new Registrar<>() {
      @Override
      public Region register(long address, long length, int access) {
        return registrar.register(address, length, access);
      }

      @Override
      public void deregister(Region handle) {
        registrar.deregister(handle);
      }

      @Override
      public String name() {
        return null;
      }
    };
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> RegistrationCache.of(nameless, CacheOptions.defaults("nameless"), space)).withMessage("the registrar's name");
  }

  /** What is to run when the last is gone is the caller's; a fault there is no deregistration's. */
  @Test
  void aListenerThatFailsIsNobodysFault() {
    Lease<Region> lease = lease(0);
    cache.invalidate(block(0), SIZE, () -> RegistrarFault.raise(new StackOverflowError()));
    lease.release();
    cache.flush();
    assertThat(registrar.live()).isEmpty();
    assertThat(statistics().deregistrations()).isEqualTo(1);
  }

  @Test
  void aFailureForOneUseLeavesNothingEither() {
    registrar.onRegister(r -> RegistrarFault.raise(new RegistrarException(Reason.OTHER, "other")));
    assertThatExceptionOfType(RegistrarException.class).isThrownBy(() -> lease(9));
    assertNothingLeft();
    assertThat(statistics().oneUseTotal()).isZero();
  }

  @Test
  void noRegistrationIsAFailure() {
    Registrar<Region> forgetful =
        new Registrar<>() {
          @Override
          public Region register(long address, long length, int access) {
            return null;
          }

          @Override
          public void deregister(Region handle) {
            throw new AssertionError("nothing was registered");
          }
        };
    try (RegistrationCache<Region> other = RegistrationCache.of(forgetful, CacheOptions.defaults("null"), space)) {
      assertThatExceptionOfType(RegistrarException.class)
          .isThrownBy(() -> other.acquire(block(0), SIZE, Access.LOCAL_READ))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OTHER));
      assertThat(other.statistics().pinnedBytes()).isZero();
      assertThat(space.watches()).isZero();
    }
  }

  @Test
  void aFailingDeregistrationIsCountedAndTheCacheGoesOn() {
    registrar.onDeregister(r -> RegistrarFault.raise(new RegistrarException(Reason.OTHER, "device gone")));
    use(0);
    use(1);
    cache.flush();
    assertThat(statistics().failedDeregistrations()).isEqualTo(2);
    assertThat(statistics().deregistrations()).isZero();
    assertThat(statistics().pinnedBytes()).isZero();
    assertThat(space.watches()).isZero();
    registrar.onDeregister(r -> {});
    assertThat(use(0)).isSameAs(use(0));
  }

  @Test
  void anErrorOfTheDevicesLibraryDoesNotEndTheReaper() {
    AtomicInteger calls = new AtomicInteger();
    use(0);
    use(1);
    registrar.onDeregister(r -> {
      if (calls.incrementAndGet() == 1) {
        RegistrarFault.raise(new UnsatisfiedLinkError("once"));
      }
    });
    space.freed(block(0));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls.get() == 1);
    space.freed(block(1));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> calls.get() == 2);
    assertThat(registrar.live()).isEmpty();
    assertThat(statistics().failedDeregistrations()).as("the error is a failure, too").isEqualTo(1);
  }
}
