package io.pindown.nic.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ABI check itself can fail. */
class AbiSelfTest {
  private static final List<String> HEADERS = List.of("errno.h", "sys/uio.h");

  static final class Shifted {
    static final StructLayout WRONG$LAYOUT =
        MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("iov_len"), ValueLayout.JAVA_LONG.withName("iov_base"))
            .withName("struct iovec");
  }

  @TempDir Path directory;

  @Test
  void aWrongValueIsFound() {
    assertThatThrownBy(() -> new Abi().constant("EPERM", 2).verify(directory, HEADERS, Map.of())).isInstanceOf(AssertionError.class);
  }

  @Test
  void aWrongOffsetIsFound() {
    assertThatThrownBy(() -> new Abi().structuresOf(Shifted.class).verify(directory, HEADERS, Map.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("offsetof(struct_iovec,iov_base)");
  }

  @Test
  void aConstantThatTheHeadersLackIsHeldAgainstTheDocumentedValue() throws Exception {
    Abi abi = new Abi().constant("EPERM", 1).constant("PINDOWN_NO_SUCH_NAME", 7);
    assertThat(abi.verify(directory, HEADERS, Map.of("PINDOWN_NO_SUCH_NAME", 7L))).containsExactly("PINDOWN_NO_SUCH_NAME");
    assertThatThrownBy(() -> abi.verify(directory, HEADERS, Map.of("PINDOWN_NO_SUCH_NAME", 8L))).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> abi.verify(directory, HEADERS, Map.of())).isInstanceOf(AssertionError.class);
  }
}
