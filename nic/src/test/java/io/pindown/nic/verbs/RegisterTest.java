package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.ffi.Libc;
import io.pindown.nic.ffi.LibcConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresVerbs
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegisterTest {
  private static final int LOOKS = 10;
  private static final long PAGE = 4096;
  private static final int ALL = 15;
  private static final int ANONYMOUS = LibcConstants.MAP_PRIVATE | LibcConstants.MAP_ANONYMOUS;

  private VerbsContext context;
  private ProtectionDomain domain;

  @BeforeEach
  void open() {
    context = VerbsDevice.list().get(0).open();
    domain = context.allocateProtectionDomain();
  }

  @AfterEach
  void close() {
    context.close();
  }

  @Test
  void aRegionHasItsOwnKeys() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(10_001, 1);
      MemoryRegion one = domain.register(memory, 0);
      MemoryRegion two = domain.register(memory, ALL);
      assertThat(one.lkey()).isNotEqualTo(two.lkey());
      assertThat(two.rkey()).isNotZero();
      assertThat(two.address()).isEqualTo(memory.address());
      assertThat(two.length()).isEqualTo(10_001);
      assertThat(two.access()).isEqualTo(ALL);
      assertThat(two.slice(memory.address() + 1, 10_000)).isEqualTo(new Slice(memory.address() + 1, 10_000, two.lkey()));
      assertThatThrownBy(() -> two.slice(memory.address() + 1, 10_001)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> two.slice(memory.address() - 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(domain.regions()).isEqualTo(2);
      one.close();
      one.close();
      assertThat(domain.regions()).isEqualTo(1);
    }
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> domain.register(4_096, 0, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("length is 0");
    assertThatThrownBy(() -> domain.register(0, 10, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> domain.register(Long.MAX_VALUE, 10, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> domain.register(4_096, 10, 0x40)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("access 0x40");
    assertThatThrownBy(() -> domain.register(4_096, 10, 2)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("LOCAL_WRITE");
    assertThatThrownBy(() -> domain.register(MemorySegment.ofArray(new byte[8]), 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingMappedIsAnAddress() {
    long address = Libc.mmap(0, 4 * PAGE, LibcConstants.PROT_READ | LibcConstants.PROT_WRITE, ANONYMOUS, -1, 0);
    assertThat(Libc.munmap(address + PAGE, PAGE)).isZero();
    RegistrationException hole = catchThrowableOfType(RegistrationException.class, () -> domain.register(address, 4 * PAGE, 1));
    assertThat(hole.reason()).isEqualTo(RegistrationException.Reason.ADDRESS);
    assertThat(hole).hasMessageContaining("EFAULT").hasMessageContaining("not all of it is mapped").hasCauseInstanceOf(VerbsException.class);
    domain.register(address, PAGE, 1).close();
    Libc.munmap(address, 4 * PAGE);
  }

  @Test
  void aClosedDomainSaysSo() {
    context.close();
    assertThatThrownBy(() -> domain.register(4_096, 10, 0)).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
  }

  /** What the kernel counts as pinned is what is registered, in whole pages, and nothing after the close. */
  @Test
  void thePagesArePinnedAsLongAsItIsOpen() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64 * PAGE, PAGE);
      long before;
      long during;
      long after;
      int looks = 0;
      do { // until nothing else of this process, that an earlier test has left to the kernel, goes in between
        before = pinnedKib();
        MemoryRegion region = domain.register(memory, 1);
        during = pinnedKib();
        region.close();
        after = pinnedKib();
      } while (before != after && ++looks < LOOKS);
      assertThat(during - before).isEqualTo(64 * PAGE / 1024);
      assertThat(after).isEqualTo(before);
    }
  }

  private static long pinnedKib() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmPin:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
