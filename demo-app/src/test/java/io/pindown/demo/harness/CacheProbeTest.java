package io.pindown.demo.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.demo.measure.CacheCounts;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class CacheProbeTest {
  /** What a cache offers. */
  public interface CountsMXBean {
    long getHits();

    long getMisses();

    long getOneUseTotal();

    long getInvalidations();
  }

  /** Counts as they are given. */
  public record Counts(long getHits, long getMisses, long getOneUseTotal, long getInvalidations) implements CountsMXBean {
  }

  @Test
  void addsUpAllCachesOfTheJvm() throws Exception {
    CacheProbe probe = new CacheProbe();
    assertThat(probe.read()).isEmpty();
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName one = new ObjectName("io.pindown:type=RegistrationCache,name=one");
    ObjectName two = new ObjectName("io.pindown:type=RegistrationCache,name=\"two\"");
    server.registerMBean(new Counts(10, 2, 1, 1), one);
    server.registerMBean(new Counts(5, 3, 1, 0), two);
    try {
      assertThat(probe.read()).contains(new CacheCounts(2, 15, 5, 2, 1));
      assertThat(probe.read().orElseThrow().since(new CacheCounts(1, 10, 2, 1, 1)))
          .isEqualTo(new CacheCounts(2, 5, 3, 1, 0));
      assertThat(probe.awaitInvalidations(1)).isTrue();
      assertThat(probe.awaitInvalidations(2)).isFalse();
    } finally {
      server.unregisterMBean(one);
      server.unregisterMBean(two);
    }
  }
}
