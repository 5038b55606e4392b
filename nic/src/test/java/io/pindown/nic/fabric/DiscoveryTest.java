package io.pindown.nic.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresLibfabric
class DiscoveryTest {
  @ParameterizedTest
  @ValueSource(strings = {"tcp;ofi_rxm", "shm"})
  void anOfferHasWhatWasAskedFor(String provider) {
    Info info = Pair.first(provider);
    assertThat(info.provider()).isEqualTo(provider);
    assertThat(info.type()).isEqualTo(EndpointType.RDM);
    assertThat(info.capabilities() & (Capabilities.TAGGED | Capabilities.RMA)).isEqualTo(Capabilities.TAGGED | Capabilities.RMA);
    assertThat(info.domain()).isNotBlank();
    assertThat(info.fabric()).isNotBlank();
    assertThat(info.maxMessageSize()).isGreaterThan(1 << 20);
    assertThat(info.transmitSize()).isPositive();
    assertThat(info.toString()).contains(provider, info.domain());
  }

  @Test
  void whatNobodyOffersIsAnEmptyList() {
    assertThat(Libfabric.getInfo(Hints.of("no-such-provider"))).isEmpty();
    assertThat(Libfabric.getInfo(Hints.of("shm").withType(EndpointType.DGRAM))).isEmpty();
  }

  @Test
  void withoutAProviderAllAreOffered() {
    List<Info> all = Libfabric.getInfo(Hints.of(null).withCapabilities(Capabilities.MSG));
    assertThat(all.stream().map(Info::provider)).contains("tcp;ofi_rxm", "shm");
  }

  @Test
  void theVersionIsTheLibrarys() {
    assertThat(Libfabric.version()).matches("[12]\\.\\d+");
    assertThat(Libfabric.whyNot()).isEmpty();
  }
}
