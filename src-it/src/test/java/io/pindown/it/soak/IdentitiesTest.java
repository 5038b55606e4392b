package io.pindown.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.Lease;
import io.pindown.cache.OneUse;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.lang.ref.Reference;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** They hold for a real cache, and each number that is wrong by one breaks one of them. */
class IdentitiesTest {
  private static final int BLOCK = 100_003;

  private final AddressSpace space = AddressSpace.detached();
  private final Ledger ledger = new Ledger();
  private final FrameNic nic = new FrameNic(16);
  private final TallyingRegistrar<FrameNic.Frames> registrar = new TallyingRegistrar<>("frames", nic);
  private final RegistrationCache<Pinned<FrameNic.Frames>> cache =
      RegistrationCache.of(registrar, CacheOptions.defaults("identities"), space);
  private final ByteBuffer memory = ByteBuffer.allocateDirect(BLOCK);
  private final long block = OffHeap.address(memory);

  /** One for one use, one made, two hits on it, invalidated, one live. */
  IdentitiesTest() throws ReflectiveOperationException {
    use();
    space.declare(block, BLOCK);
    use();
    use();
    use();
    space.undeclare(block);
    space.declare(block, BLOCK);
    use();
  }

  private void use() {
    registrar.forgetOwn();
    Lease<Pinned<FrameNic.Frames>> lease = cache.acquire(block, BLOCK, Access.LOCAL_READ);
    ledger.leased(lease, registrar.isOwn(lease.handle()));
    lease.release();
  }

  @AfterEach
  void end() {
    cache.close();
    nic.close();
    Reference.reachabilityFence(memory);
  }

  private Counts counts() {
    return Counts.of(ledger, registrar);
  }

  @Test
  void theyHoldBeforeAndAfterTheEnd() {
    assertThat(cache.statistics().invalidations()).isEqualTo(1);
    assertThat(cache.statistics().live()).isEqualTo(1);
    assertThat(cache.statistics().oneUse()).containsEntry(OneUse.UNKNOWN_CONTAINER, 1L);
    cache.flush();
    assertThat(Identities.brokenIn(cache.statistics(), counts())).isEmpty();
    cache.close();
    assertThat(Identities.brokenAfterClose(cache.statistics(), counts())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "frontHits", "indexHits", "misses", "registrations", "deregistrations", "failedRegistrations", "failedDeregistrations",
      "invalidations", "withdrawn", "evictions", "flushed", "live", "pinnedBytes", "deferred"})
  void aNumberThatIsWrongByOneBreaksOne(String field) throws ReflectiveOperationException {
    cache.flush();
    for (int by : new int[] {-1, 1}) {
      assertThat(Identities.brokenIn(changed(cache.statistics(), field, by), counts())).as(field + " by " + by).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(OneUse.class)
  void aReasonThatIsWrongByOneBreaksOne(OneUse reason) throws ReflectiveOperationException {
    cache.flush();
    assertThat(Identities.brokenIn(with(cache.statistics(), reason), counts())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"live", "deferred", "pinnedBytes"})
  void whatIsLeftAfterTheEndBreaksOne(String field) throws ReflectiveOperationException {
    cache.close();
    assertThat(Identities.brokenAfterClose(changed(cache.statistics(), field, 1), counts()))
        .anyMatch(line -> line.startsWith("after close"));
  }

  private static CacheStatistics changed(CacheStatistics statistics, String field, long by) throws ReflectiveOperationException {
    return copy(statistics, field, value -> (long) value + by);
  }

  private static CacheStatistics with(CacheStatistics statistics, OneUse reason) throws ReflectiveOperationException {
    Map<OneUse, Long> more = new EnumMap<>(statistics.oneUse());
    more.merge(reason, 1L, Long::sum);
    return copy(statistics, "oneUse", unused -> more);
  }

  private interface Change {
    Object of(Object value);
  }

  /** The record with one component changed, whatever others it has. */
  private static CacheStatistics copy(CacheStatistics statistics, String field, Change change) throws ReflectiveOperationException {
    RecordComponent[] components = CacheStatistics.class.getRecordComponents();
    assertThat(components).extracting(RecordComponent::getName).contains(field);
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object value = components[i].getAccessor().invoke(statistics);
      values[i] = components[i].getName().equals(field) ? change.of(value) : value;
    }
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return CacheStatistics.class.getConstructor(types).newInstance(values);
  }
}
