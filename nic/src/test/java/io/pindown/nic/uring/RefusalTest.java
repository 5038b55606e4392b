package io.pindown.nic.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pindown.nic.ffi.Errno;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which io_uring can be forbidden is named together with the setting that does it. */
class RefusalTest {
  private static final KernelSettings PLAIN = new KernelSettings("6.1.0-test", "0", "-1", "0", "8388608", "1024");

  private static KernelSettings disabled(String value, String group) {
    return new KernelSettings("6.6.0-test", value, group, "0", "8388608", "1024");
  }

  private static KernelSettings filtered(String disabled) {
    return new KernelSettings("6.6.0-test", disabled, "-1", "2", "8388608", "1024");
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> cases() {
    KernelSettings unknown = new KernelSettings(null, null, null, null, null, null);
    return Stream.of(
        arguments(Errno.ENOSYS, PLAIN, List.of("ENOSYS", "kernel 6.1.0-test has no io_uring", "CONFIG_IO_URING")),
        arguments(Errno.ENOSYS, filtered("0"), List.of("ENOSYS", "seccomp filter", "--security-opt seccomp")),
        arguments(Errno.EPERM, disabled("2", "-1"), List.of("EPERM", "kernel.io_uring_disabled = 2", "sysctl kernel.io_uring_disabled=0")),
        arguments(Errno.EPERM, filtered("2"), List.of("kernel.io_uring_disabled = 2")),
        arguments(Errno.EPERM, disabled("1", "-1"), List.of("kernel.io_uring_disabled = 1", "CAP_SYS_ADMIN", "io_uring_group, which is not set")),
        arguments(Errno.EPERM, disabled("1", "977"), List.of("kernel.io_uring_disabled = 1", "io_uring_group, which is 977")),
        arguments(Errno.EPERM, filtered("0"), List.of("EPERM", "seccomp filter", "io_uring_setup")),
        arguments(Errno.EPERM, PLAIN, List.of("kernel.io_uring_disabled is 0", "no seccomp filter", "security module")),
        arguments(Errno.EACCES, PLAIN, List.of("EACCES", "security module")),
        arguments(Errno.EPERM, unknown, List.of("kernel.io_uring_disabled is not there", "security module")),
        arguments(Errno.ENOMEM, PLAIN, List.of("ENOMEM", "RLIMIT_MEMLOCK, which is 8388608", "ulimit -l")),
        arguments(Errno.EMFILE, PLAIN, List.of("EMFILE", "RLIMIT_NOFILE is 1024")),
        arguments(Errno.ENFILE, PLAIN, List.of("ENFILE", "fs.file-max")),
        arguments(Errno.EINVAL, PLAIN, List.of("EINVAL", "kernel 6.1.0-test", "Linux 6.0")),
        arguments(Errno.EIO, PLAIN, List.of("EIO (5")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSettingIsNamed(int errno, KernelSettings settings, List<String> words) {
    String text = Refusal.explain("io_uring_setup", errno, settings);
    assertThat(text).startsWith("io_uring_setup failed with ").contains(words);
  }

  @Test
  void anOldKernelIsNamedWithWhatItLacks() {
    assertThat(Refusal.missingFeatures(1, PLAIN)).contains("6.1.0-test", "features 0x1", "0x502");
    assertThat(Refusal.missingOperations(List.of("SEND_ZC", "RECV"), PLAIN)).contains("SEND_ZC, RECV", "6.1.0-test");
    assertThat(Refusal.otherSystem("Plan 9")).contains("Linux", "Plan 9");
  }

  @Test
  void theSettingsOfThisSystemAreRead() {
    KernelSettings settings = KernelSettings.read();
    assertThat(settings.release()).matches("\\d+\\.\\d+.*");
    assertThat(settings.seccomp()).isIn("0", "1", "2");
    assertThat(settings.memlock()).matches("\\d+|unlimited");
    assertThat(settings.openFiles()).matches("\\d+|unlimited");
    assertThat(settings.disabled()).isIn("0", "1", "2", null);
  }
}
