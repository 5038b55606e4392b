package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.guest.Guest;
import io.pindown.it.guest.GuestRequirement;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** By hand, since it takes minutes: registering over verbs for each use against the cache, in one guest, printed for docs/benchmarks.md. */
class RdmaCostIT {
  @Test
  void registeringForEachUseAgainstTheCache() {
    if (!Boolean.getBoolean("it.rdma.cost")) {
      System.out.println("RdmaCostIT: nothing is measured without -Dit.rdma.cost=true");
      Assumptions.abort("nothing is measured without -Dit.rdma.cost=true");
    }
    GuestRequirement.check();
    Guest guest = new Guest("rdma-cost");
    JvmBuilder program =
        Programs.withNic(Programs.withAgent(Jdk.preferred(25), guest.test("cost"), ""))
            .optimizing()
            .flags("-XX:+UseSerialGC")
            .main("io.pindown.it.rdma.CostApp");
    JvmResult result = guest.add(program).run(Duration.ofSeconds(600)).get(program).expectExit(0);
    System.out.println(result.stdout());
    Map<String, String> artefact = result.artefact();
    assertThat(artefact).as("each block once").containsEntry("registrations", "4");
    assertThat(artefact.keySet().stream().filter(key -> key.endsWith("/register/ratio")))
        .hasSize(4)
        .allSatisfy(key -> assertThat(Double.parseDouble(artefact.get(key).split(" ")[0])).as(key).isLessThan(0.5));
  }
}
