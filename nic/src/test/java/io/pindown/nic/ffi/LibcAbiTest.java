package io.pindown.nic.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.abi.Abi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibcAbiTest {
  private static final int LAST_ERRNO = 133;

  @TempDir Path directory;

  @Test
  void everyConstantOfTheCLibraryIsAsTheCompilerHasIt() throws Exception {
    List<String> headers =
        List.of("sys/mman.h", "fcntl.h", "unistd.h", "sys/socket.h", "netinet/in.h", "netinet/tcp.h", "poll.h");
    Abi abi = new Abi().constantsOf(LibcConstants.class);
    assertThat(abi.size()).isGreaterThan(20);
    abi.verify(directory, headers, Map.of());
  }

  @Test
  void everyErrnoHasTheCompilersNumberAndName() throws Exception {
    Abi abi = new Abi().constantsOf(Errno.class);
    assertThat(abi.size()).isGreaterThan(20);
    int named = 0;
    for (int errno = 1; errno <= LAST_ERRNO; errno++) {
      if (!Errno.name(errno).startsWith("errno ")) {
        abi.constant(Errno.name(errno), errno);
        named++;
      }
    }
    // 41 and 58 are the gaps.
    assertThat(named).isEqualTo(LAST_ERRNO - 2);
    abi.verify(directory, List.of("errno.h"), Map.of());
  }
}
