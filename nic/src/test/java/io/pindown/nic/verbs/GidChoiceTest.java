package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of GIDs as drivers have them. */
class GidChoiceTest {
  private static final Gid LINK_LOCAL = new Gid(0xfe80L << 48, 0x5054_00ff_fe12_3456L);
  private static final Gid ONE = new Gid(0, 0xffffL << 32 | 0x0a00_0001);
  private static final Gid OTHER = new Gid(0, 0xffffL << 32 | 0x0a00_0002);
  private static final Gid EMPTY = new Gid(0, 0);

  @TempDir private Path types;

  private OptionalInt choose(Gid... gids) {
    List<Gid> table = Arrays.asList(gids);
    return GidChoice.of(table.size(), table::get, GidChoice.version2(types));
  }

  private void type(int index, String type) throws IOException {
    Files.writeString(types.resolve(Integer.toString(index)), type + "\n");
  }

  /** As mlx5 has them: each address for both versions, the older first. */
  @Test
  void ofAnAddressThatIsThereTwiceVersion2IsTaken() throws IOException {
    for (int i = 0; i < 4; i++) {
      type(i, i % 2 == 0 ? "IB/RoCE v1" : "RoCE v2");
    }
    assertThat(choose(LINK_LOCAL, LINK_LOCAL, ONE, ONE)).hasValue(3);
  }

  @Test
  void ofTwoAddressesTheFirst() throws IOException {
    type(0, "RoCE v2");
    type(1, "RoCE v2");
    assertThat(choose(ONE, OTHER)).hasValue(0);
    type(0, "IB/RoCE v1");
    assertThat(choose(ONE, OTHER)).hasValue(1);
  }

  /** In a container without sysfs, or under InfiniBand. */
  @Test
  void withoutTypesTheFirstAddressOrTheFirstAtAll() {
    assertThat(choose(LINK_LOCAL, ONE, OTHER)).hasValue(1);
    assertThat(choose(EMPTY, LINK_LOCAL)).hasValue(1);
    assertThat(choose(null, LINK_LOCAL)).hasValue(1);
    assertThat(choose(EMPTY, null)).isEmpty();
    assertThat(choose()).isEmpty();
  }
}
