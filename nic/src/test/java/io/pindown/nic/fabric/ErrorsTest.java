package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure has a name, and says what was asked for. */
@RequiresLibfabric
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErrorsTest {
  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void aMessageThatDoesNotFitIsTruncated(String provider) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment source = pair.memory(4096, 'x');
      MemorySegment target = pair.memory(4096, '-');
      pair.post(() -> pair.b.endpoint().receiveTagged(target.address(), 100, 0, pair.toA, 1, 0, 41));
      pair.post(() -> pair.a.endpoint().sendTagged(source.address(), 4096, 0, pair.toB, 1, 42));
      CompletionException failure = pair.awaitFailure();
      assertThat(failure.context()).isEqualTo(41);
      assertThat(failure.error()).isEqualTo(FabricConstants.FI_ETRUNC);
      assertThat(failure).hasMessageContaining("FI_ETRUNC").hasMessageContaining("Truncation error").hasMessageContaining("0x29");
      assertThat(failure.providerText()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void aCancelledReceiveSaysSo(String provider) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment target = pair.memory(4096, '-');
      pair.post(() -> pair.b.endpoint().receiveTagged(target.address(), 100, 0, pair.toA, 1, 0, 51));
      pair.b.endpoint().cancel(51);
      CompletionException failure = pair.awaitFailure();
      assertThat(failure.context()).isEqualTo(51);
      assertThat(failure.error()).isEqualTo(Errno.ECANCELED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void aKeyThatIsTakenIsRefused(String provider) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment memory = pair.memory(4096, 0);
      assertThat(pair.info.choosesKeys()).isFalse();
      MemoryRegion first = pair.domain.register(memory.address(), 4096, MemoryAccess.REMOTE_READ, 77);
      assertThat(first.key()).isEqualTo(77);
      FabricException taken =
          catchThrowableOfType(FabricException.class, () -> pair.domain.register(memory.address(), 4096, MemoryAccess.REMOTE_READ, 77));
      assertThat(taken.error()).isEqualTo(FabricConstants.FI_ENOKEY);
      assertThat(taken).hasMessageContaining("fi_mr_regattr").hasMessageContaining("FI_ENOKEY").hasMessageContaining("4096");
      first.close();
      assertThat(pair.domain.register(memory.address(), 4096, MemoryAccess.REMOTE_READ, 77).key()).isEqualTo(77);
      assertThat(pair.domain.registrations()).isEqualTo(1);
    }
  }

  /** Without a key of its own a registration gets one that is free, whatever keys the application has chosen. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void keysThatTheApplicationHasTakenArePassedOver(String provider) {
    try (Pair pair = new Pair(provider)) {
      MemorySegment memory = pair.memory(4096, 0);
      Set<Long> keys = new HashSet<>();
      for (long key = 1; key <= 5; key++) {
        keys.add(pair.domain.register(memory.address(), 4096, MemoryAccess.REMOTE_READ, key).key());
      }
      for (int i = 0; i < 3; i++) {
        keys.add(pair.domain.register(memory.address(), 4096, MemoryAccess.REMOTE_READ).key());
      }
      assertThat(keys).hasSize(8);
      assertThat(pair.domain.registrations()).isEqualTo(8);
    }
  }

  /** Several threads may find that the next completion is a failure; one of them gets it, for the others there is nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void eachFailureComesToOneOfSeveralThreads(String provider) throws Exception {
    try (Pair pair = new Pair(provider)) {
      MemorySegment target = pair.memory(4096, '-');
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        for (int round = 0; round < 20; round++) {
          for (int i = 0; i < 30; i++) {
            int context = 1000 + i;
            pair.post(() -> pair.b.endpoint().receiveTagged(target.address(), 100, 0, pair.toA, 1, 0, context));
            pair.b.endpoint().cancel(context);
          }
          Set<Long> seen = ConcurrentHashMap.newKeySet();
          List<Future<?>> done = new ArrayList<>();
          for (int t = 0; t < 4; t++) {
            done.add(threads.submit(() -> {
              while (seen.size() < 30) {
                try {
                  pair.b.queue().poll();
                } catch (CompletionException failure) {
                  assertThat(failure.error()).isEqualTo(Errno.ECANCELED);
                  assertThat(seen.add(failure.context())).isTrue();
                }
              }
            }));
          }
          for (Future<?> each : done) {
            each.get();
          }
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void argumentsThatMakeNoSenseNameThemselves(String provider) {
    try (Pair pair = new Pair(provider)) {
      assertThatThrownBy(() -> pair.domain.register(4096, 0, MemoryAccess.SEND)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("+0");
      assertThatThrownBy(() -> pair.domain.register(-4096, 1, MemoryAccess.SEND)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> pair.domain.register(4096, 4096, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("access is 0x0");
      assertThatThrownBy(() -> pair.domain.completionQueue(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
      MemorySegment memory = pair.memory(4096, 0);
      MemoryRegion region = pair.domain.register(memory.address(), 4096, MemoryAccess.SEND);
      assertThatThrownBy(() -> region.remoteAddress(memory.address() + 4096)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void everyOwnErrorHasItsName() {
    assertThat(FabricException.name(FabricConstants.FI_EOTHER)).isEqualTo("FI_EOTHER");
    assertThat(FabricException.name(FabricConstants.FI_ETOOSMALL)).isEqualTo("FI_ETOOSMALL");
    assertThat(FabricException.name(FabricConstants.FI_EAVAIL)).isEqualTo("FI_EAVAIL");
    assertThat(FabricException.name(FabricConstants.FI_ENOKEY)).isEqualTo("FI_ENOKEY");
    assertThat(FabricException.name(Errno.ENOMEM)).isEqualTo("ENOMEM");
    assertThat(FabricException.name(4711)).isEqualTo("errno 4711");
  }
}
