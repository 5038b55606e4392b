package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.HostApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.tenant.CacheTenant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications with class loaders of their own that have used a cache, or a library that is served from one: the loaders are collected, in each mode. */
class TenantsIT {
  private static final String ROUNDS = "3";
  private static final Map<String, String> COLLECTED = Map.of("loaded", ROUNDS, "kept", "0", "unloaded", "true");

  static Stream<Object[]> caches() {
    return Jdk.ends().stream().flatMap(jdk -> Stream.of("cache", "observe", "verify").map(mode -> new Object[] {jdk, mode}));
  }

  static Stream<Object[]> rings() {
    return caches().filter(each -> ((Jdk) each[0]).feature() > 21);
  }

  @ParameterizedTest(name = "{0}, mode {1}")
  @MethodSource("caches")
  void whoClosesItsCache(Jdk jdk, String mode) {
    JvmResult result = run(jdk, mode, CacheTenant.class.getName(), "closes");
    assertThat(result.stderr()).as(result.toString()).doesNotContain("forgotten");
  }

  /** What the cache has registered is nobody's then; it is said once. */
  @ParameterizedTest(name = "{0}, mode {1}")
  @MethodSource("caches")
  void whoForgetsItsCache(Jdk jdk, String mode) {
    JvmResult result = run(jdk, mode, CacheTenant.class.getName(), "forgets");
    assertThat(result.stderr().lines().filter(line -> line.contains("registration cache tenant was forgotten without having been closed; its ")))
        .as(result.toString()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}, mode {1}")
  @MethodSource("rings")
  void whoClosesItsRing(Jdk jdk, String mode) {
    run(jdk, mode, "io.pindown.it.tenant.RingTenant", "closes");
  }

  @ParameterizedTest(name = "{0}, mode {1}")
  @MethodSource("rings")
  void whoForgetsItsRing(Jdk jdk, String mode) {
    run(jdk, mode, "io.pindown.it.tenant.RingTenant", "forgets");
  }

  private static JvmResult run(Jdk jdk, String mode, String tenant, String how) {
    String name = "tenants/" + tenant.substring(tenant.lastIndexOf('.') + 1) + "-" + how + "-" + mode;
    JvmBuilder builder = Programs.withNic(Programs.withAgent(jdk, name, "log=off,mode=" + mode)).main(HostApp.class.getName(), tenant, how, ROUNDS);
    JvmResult result = builder.run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(COLLECTED);
    assertThat(result.stdout()).isEmpty();
    return result;
  }
}
