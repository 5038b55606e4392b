package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What needs no device. */
class NoDeviceTest {
  @Test
  void aDeviceThatIsNotThereIsNamedOrWhatIsMissing() {
    String obstacle = VerbsDevice.obstacle();
    assertThatThrownBy(() -> VerbsDevice.open("nosuch0"))
        .isInstanceOf(VerbsUnavailableException.class)
        .hasMessageContaining(obstacle == null ? "nosuch0" : obstacle);
    assertThat(obstacle == null || obstacle.contains("rdma link") || obstacle.contains("apt-get install")).as(obstacle).isTrue();
  }

  @Test
  void gidsReadLikeAddresses() {
    Gid mapped = new Gid(0, 0x0000_ffff_7f00_0001L);
    assertThat(mapped.isIpv4()).isTrue();
    assertThat(mapped).hasToString("::ffff:127.0.0.1");
    assertThat(new Gid(0xfe80_0000_0000_0000L, 1).isIpv4()).isFalse();
    assertThat(new Gid(0xfe80_0000_0000_0000L, 1)).hasToString("fe80:0:0:0:0:0:0:1");
    assertThat(new Gid(0xfe80_0000_0000_0000L, 0).isEmpty()).isTrue();
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> QueuePairOptions.defaults().withMaxSlices(65)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("maxSlices is 65");
    assertThatThrownBy(() -> QueuePairOptions.defaults().withRequests(0, 1)).hasMessageContaining("maxSends is 0; allowed is 1");
    PathOptions path = new PathOptions(1, 0, 5, 15, 4, 14, 7, 7, 12, 0);
    assertThatThrownBy(() -> path.withPsn(1 << 24)).hasMessageContaining("psn is 16777216; allowed is 0 to 16777215");
    assertThatThrownBy(() -> path.withRetries(32, 0, 0)).hasMessageContaining("timeout is 32");
    assertThatThrownBy(() -> path.withAccess(2)).hasMessageContaining("LOCAL_WRITE");
    assertThatThrownBy(() -> new Slice(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Slice(4_096, 0, 0)).hasMessageContaining("length is 0");
  }

  /** InfiniBand's longest message is 2 GiB, and the C types have no sign. */
  @Test
  void lengthsHaveNoSign() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment port = arena.allocate(VerbsLayouts.PORT_ATTR$LAYOUT);
      port.set(ValueLayout.JAVA_INT, VerbsLayouts.offset(VerbsLayouts.PORT_ATTR$LAYOUT, "max_msg_sz"), 1 << 31);
      assertThat(PortAttributes.read(port).maxMessageBytes()).isEqualTo(1L << 31);
      MemorySegment completion = arena.allocate(VerbsLayouts.WC$LAYOUT);
      completion.set(ValueLayout.JAVA_INT, VerbsLayouts.offset(VerbsLayouts.WC$LAYOUT, "byte_len"), -1);
      assertThat(WorkCompletion.read(completion, 0).bytes()).isEqualTo((1L << 32) - 1);
    }
  }

  @Test
  void statusesHaveNames() {
    assertThat(WorkStatus.name(VerbsConstants.IBV_WC_RETRY_EXC_ERR)).isEqualTo("IBV_WC_RETRY_EXC_ERR");
    assertThat(WorkStatus.name(4711)).isEqualTo("status 4711");
  }
}
