package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What JMX shows of a cache, of the hooks, and for how long. */
@Timeout(60)
class BeansTest extends CacheFixture {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private Set<ObjectName> before;

  @BeforeEach
  void look() throws Exception {
    before = names();
    allocate(0, 1, 2);
  }

  private static Set<ObjectName> names() throws Exception {
    return SERVER.queryNames(new ObjectName("io.pindown:type=RegistrationCache,*"), null);
  }

  private ObjectName own() throws Exception {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !before.containsAll(names()));
    Set<ObjectName> added = new TreeSet<>(names());
    added.removeAll(before);
    assertThat(added).hasSize(1);
    return added.iterator().next();
  }

  @Test
  void everyFigureIsTheStatistics() throws Exception {
    use(0);
    use(0);
    use(1);
    space.freed(block(1));
    cache.flush();
    RegistrationCacheMXBean bean = JMX.newMXBeanProxy(SERVER, own(), RegistrationCacheMXBean.class);
    CacheStatistics now = statistics();
    assertThat(bean.getRegistrar()).isEqualTo(registrar.name());
    assertThat(bean.getHits()).isEqualTo(now.hits()).isEqualTo(1);
    assertThat(bean.getFrontHits()).isEqualTo(now.frontHits());
    assertThat(bean.getIndexHits()).isEqualTo(now.indexHits());
    assertThat(bean.getMisses()).isEqualTo(now.misses()).isEqualTo(2);
    assertThat(bean.getRegistrations()).isEqualTo(now.registrations()).isEqualTo(2);
    assertThat(bean.getDeregistrations()).isEqualTo(now.deregistrations()).isEqualTo(2);
    assertThat(bean.getFailedRegistrations()).isEqualTo(now.failedRegistrations());
    assertThat(bean.getFailedDeregistrations()).isEqualTo(now.failedDeregistrations());
    assertThat(bean.getInvalidations()).isEqualTo(now.invalidations()).isEqualTo(1);
    assertThat(bean.getInUseInvalidations()).isEqualTo(now.inUseInvalidations());
    assertThat(bean.getLateInUse()).isEqualTo(now.lateInUse());
    assertThat(bean.getWithdrawn()).isEqualTo(now.withdrawn());
    assertThat(bean.getEvictions()).isEqualTo(now.evictions());
    assertThat(bean.getFlushed()).isEqualTo(now.flushed()).isEqualTo(1);
    assertThat(bean.getRevived()).isEqualTo(now.revived());
    assertThat(bean.getLive()).isEqualTo(now.live()).isZero();
    assertThat(bean.getPinnedBytes()).isEqualTo(now.pinnedBytes()).isZero();
    assertThat(bean.getDeferred()).isEqualTo(now.deferred());
    assertThat(bean.getDeferredHighWater()).isEqualTo(now.deferredHighWater());
    assertThat(bean.getOneUseTotal()).isEqualTo(now.oneUseTotal());
    assertThat(bean.getOneUseByReason()).hasSameSizeAs(OneUse.values()).containsEntry("LIMIT", 0L);
    assertThat(bean.getMaxBytes()).isEqualTo(cache.options().maxBytes());
    assertThat(bean.getMaxRegistrations()).isEqualTo(cache.options().maxRegistrations());
    assertThat(bean.getCoverageGaps()).as("its owner feeds it").isEmpty();
  }

  /** An attribute that no test reads would be one that nobody has seen. */
  @Test
  void everyAttributeCanBeRead() throws Exception {
    use(0);
    ObjectName name = own();
    for (var attribute : SERVER.getMBeanInfo(name).getAttributes()) {
      assertThat(SERVER.getAttribute(name, attribute.getName())).as(attribute.getName()).isNotNull();
    }
  }

  @Test
  void aFlushByJmxIsAFlush() throws Exception {
    use(0);
    JMX.newMXBeanProxy(SERVER, own(), RegistrationCacheMXBean.class).flush();
    assertThat(registrar.live()).isEmpty();
    assertThat(statistics().flushed()).isEqualTo(1);
  }

  @Test
  void aClosedCacheIsShownNoMore() throws Exception {
    use(0);
    ObjectName name = own();
    cache.close();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !SERVER.isRegistered(name));
  }

  /** The hooks of the process, which are none, or what other tests have put there: ManagementIT has real ones, and none. */
  @Test
  void theHooksAreShownWithTheFirstCacheOfTheProcess() throws Exception {
    try (RegistrationCache<RecordingRegistrar.Region> ofProcess = RegistrationCache.of(new RecordingRegistrar(), CacheOptions.defaults("hooks"))) {
      ofProcess.acquire(block(0), 4096, Access.LOCAL_READ).release();
      ObjectName name = new ObjectName("io.pindown:type=Hooks");
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> SERVER.isRegistered(name));
      HooksMXBean hooks = JMX.newMXBeanProxy(SERVER, name, HooksMXBean.class);
      AddressSpace process = AddressSpace.process();
      assertThat(hooks.isHooked()).isEqualTo(process.hooked());
      assertThat(hooks.getCoverage()).hasSize(Long.bitCount(process.coverage().proven()));
      assertThat(hooks.proveAgain()).hasSize(process.coverage().gaps().size()).isEqualTo(hooks.getCoverageGaps());
      assertThat(hooks.getWatches()).isEqualTo(process.watches());
      assertThat(hooks.getLiveContainers()).isEqualTo(process.liveContainers());
      assertThat(hooks.getDroppedContainers()).isEqualTo(process.droppedContainers());
      Map<String, Long> events = hooks.getEvents();
      Map<String, Long> counted = new TreeMap<>();
      for (EventKind kind : EventKind.values()) {
        counted.put(kind.name(), process.eventCount(kind));
      }
      assertThat(events).isEqualTo(counted);
    }
  }
}
