package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.RecordingRegistrar.Region;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.CoverageBit;
import io.pindown.registry.StandInHooks;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without hooks, or with hooks that are not proven, nothing is kept, and the log says so once. */
class FailClosedTest {
  private static final long AT = 0x7e30_0000_0000L;
  private static final long SIZE = 65_536;

  private static final Logger LOGGER = Logger.getLogger("io.pindown.cache");

  private final RecordingRegistrar registrar = new RecordingRegistrar();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() throws ReflectiveOperationException {
    Field once = CacheLog.class.getDeclaredField("SAID"); // other tests of this JVM have made it speak
    once.setAccessible(true);
    ((Set<?>) once.get(null)).clear();
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  private void expectOneUse(AddressSpace space, long address, OneUse reason) {
    try (RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("closed"), space)) {
      for (int i = 1; i <= 5; i++) {
        try (Lease<Region> lease = cache.acquire(address, 100, Access.LOCAL_READ)) {
          assertThat(lease.whyNotCached()).isEqualTo(reason);
        }
        assertThat(registrar.live()).isEmpty();
        assertThat(cache.statistics().oneUse().get(reason)).isEqualTo(i);
      }
      assertThat(cache.statistics().hits()).isZero();
    }
  }

  @Test
  void unhooked() {
    AddressSpace space = StandInHooks.none();
    expectOneUse(space, AT, OneUse.UNHOOKED);
    assertThat(said).singleElement().asString().startsWith("WARNING").contains("\"closed\"".replace("\"", "")).contains("-javaagent");
    space.declare(AT, SIZE);
    expectOneUse(space, AT, OneUse.UNHOOKED);
    assertThat(said).as("said once").hasSize(1);
  }

  @Test
  void theProcessWithoutAnAgentIsUnhooked() {
    expectOneUse(AddressSpace.process(), AT, OneUse.UNHOOKED);
    assertThat(said).hasSize(1);
  }

  @Test
  void uncoveredNamesTheGap() {
    long all = (1L << CoverageBit.values().length) - 1;
    AddressSpace space = StandInHooks.proving(all, all & ~CoverageBit.TRUNCATE.mask());
    space.mapped(AT, SIZE);
    space.allocated(AT + (1 << 30), SIZE);
    expectOneUse(space, AT, OneUse.UNCOVERED);
    assertThat(said).singleElement().asString().startsWith("WARNING").contains("TRUNCATE").doesNotContain("FREE");
    try (RegistrationCache<Region> cache = RegistrationCache.of(registrar, CacheOptions.defaults("closed"), space)) {
      try (Lease<Region> block = cache.acquire(AT + (1 << 30), 100, Access.LOCAL_READ)) {
        assertThat(block.isCached()).as("no truncation concerns a block").isTrue();
      }
    }
    assertThat(said).hasSize(1);
  }

  @Test
  void unknownMemoryIsOneUseWithHooks() {
    long all = (1L << CoverageBit.values().length) - 1;
    expectOneUse(StandInHooks.proving(all, all), AT, OneUse.UNKNOWN_CONTAINER);
    assertThat(said).as("nothing is wrong with that").isEmpty();
  }
}
