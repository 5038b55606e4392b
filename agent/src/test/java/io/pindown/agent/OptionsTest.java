package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.agent.library.LibraryHook;
import io.pindown.agent.library.LibraryHooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static AgentOptions of(String argument) throws OptionException {
    return OptionSources.read(argument, new Properties(), null);
  }

  @Test
  void nothingGivenIsTheDefault() throws OptionException {
    assertThat(of(null)).isEqualTo(AgentOptions.DEFAULT);
    assertThat(of("")).isEqualTo(AgentOptions.DEFAULT);
    assertThat(AgentOptions.DEFAULT.allowsAdapter("uring")).isTrue();
  }

  @Test
  void eachKeyIsRead() throws OptionException {
    AgentOptions options = of("mode=off, log=debug,max-bytes=3m,max-registrations=12,widen-limit=0,memlock=64k,adapters=uring,lease-sites=true");
    assertThat(options.mode()).isEqualTo(AgentOptions.Mode.OFF);
    assertThat(options.log()).isEqualTo(Log.Level.DEBUG);
    assertThat(options.maxBytes()).isEqualTo(3L << 20);
    assertThat(options.maxRegistrations()).isEqualTo(12);
    assertThat(options.widenLimit()).isZero();
    assertThat(options.memlock()).isEqualTo(65_536);
    assertThat(options.adapters()).containsExactly("uring");
    assertThat(options.leaseSites()).isTrue();
    assertThat(options.keepFreed()).isFalse();
    assertThat(of("on-free=exact").keepFreed()).isTrue();
    assertThat(of("on-free=exact").asksKernel()).isTrue();
    assertThat(of("on-free=invalidate").asksKernel()).isFalse();
    AgentOptions verifying = of("mode=verify,monitor=kernel,monitor-mappings=1009,verify-report=there.json");
    assertThat(verifying.mode()).isEqualTo(AgentOptions.Mode.VERIFY);
    assertThat(verifying.monitor()).isEqualTo(AgentOptions.Monitor.KERNEL);
    assertThat(verifying.monitorMappings()).isEqualTo(1009);
    assertThat(verifying.verifyReport()).isEqualTo("there.json");
  }

  @Test
  void verifyingAsksTheKernel() throws OptionException {
    assertThat(AgentOptions.DEFAULT.asksKernel()).isFalse();
    assertThat(of("monitor=kernel").asksKernel()).isTrue();
    assertThat(of("mode=verify").asksKernel()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7k,7168", "7K,7168", "2g,2147483648", "8589934591g,9223372035781033984"})
  void sizes(String text, long bytes) throws OptionException {
    assertThat(of("max-bytes=" + text).maxBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0", "k", "1t", "1.5m", "9223372036854775807k", "8589934592g", "9999999999999999999999"})
  void badSizes(String text) {
    assertThatThrownBy(() -> of("max-bytes=" + text))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("max-bytes=" + text)
        .hasMessageContaining("k, m or g");
  }

  @Test
  void noAdapters() throws OptionException {
    assertThat(of("adapters=none").allowsAdapter("uring")).isFalse();
    assertThat(of("adapters=all").allowsAdapter("uring")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode=on|mode=on|cache, verify, off",
        "monitor=on|monitor=on|off, kernel",
        "monitor-mappings=all|monitor-mappings=all|auto",
        "verify-report=|verify-report|a file",
        "log=loud|log=loud|off, error, info, debug",
        "lease-sites=yes|lease-sites=yes|true, false",
        "on-free=keep|on-free=keep|invalidate, exact",
        "adapters=uring+nothing|adapters=uring+nothing|uring",
        "memlock=some|memlock=some|auto",
        "maxbytes=1|maxbytes|max-bytes",
        "cache|'cache'|key=value",
        "=1|'=1'|key=value",
        "log=info,|''|key=value"
      })
  void whatIsWrongIsNamedWithWhatIsAllowed(String argument, String named, String allowed) {
    assertThatThrownBy(() -> of(argument)).isInstanceOf(OptionException.class).hasMessageContaining(named).hasMessageContaining(allowed);
  }

  @Test
  void argumentBeatsPropertyBeatsVariableBeatsFile(@TempDir Path folder) throws IOException, OptionException {
    Path file = Files.writeString(folder.resolve("pindown.properties"), "max-bytes=4k\nwiden-limit=4k\nmemlock=4k\nmax-registrations = 4\n");
    Properties properties = new Properties();
    properties.setProperty("pindown.max-bytes", "2k");
    properties.setProperty("pindown.widen-limit", "2k");
    properties.setProperty("unrelated", "x");
    AgentOptions options = OptionSources.read("max-bytes=1k", properties, "max-bytes=3k,widen-limit=3k,memlock=3k,config=" + file);
    assertThat(options.maxBytes()).isEqualTo(1024);
    assertThat(options.widenLimit()).isEqualTo(2048);
    assertThat(options.memlock()).isEqualTo(3072);
    assertThat(options.maxRegistrations()).isEqualTo(4);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> of("config=/nowhere/pindown.properties")).isInstanceOf(OptionException.class).hasMessageContaining("/nowhere/pindown.properties");
  }

  @Test
  void anUnknownSystemPropertyIsNamedWithItsSource() {
    Properties properties = new Properties();
    properties.setProperty("pindown.tracing", "on");
    assertThatThrownBy(() -> OptionSources.read(null, properties, null)).hasMessageContaining("tracing").hasMessageContaining("pindown.tracing");
  }

  @Test
  void descriptionsOfLibraries(@TempDir Path folder) throws IOException, OptionException {
    Path x = Files.writeString(folder.resolve("x.hooks"), "library x\nclass a.B\nbefore free(J)V freed 0\n");
    Path y = Files.writeString(folder.resolve("y.hooks"), "library y\nclass a.B\nbefore free(J)V freed 0\nlibrary z\nclass a.C\nbefore free(J)V freed 0\n");
    assertThat(of("log=info").hooks()).isEmpty();
    assertThat(of("hooks=" + x + "+" + y).hooks()).extracting(LibraryHook::library).containsExactly("x", "y", "z");
    assertThatThrownBy(() -> of("hooks=" + x + "+" + x)).hasMessageContaining("hooks=").hasMessageContaining("'x' is in two of them");
    assertThatThrownBy(() -> of("hooks=" + x + "+")).isInstanceOf(OptionException.class).hasMessageContaining("hooks=");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= LibraryHooks.MOST_OF_USERS; i++) {
      many.append("library l").append(i).append("\nclass a.B").append(i).append("\nbefore free(J)V freed 0\n");
    }
    Path tooMany = Files.writeString(folder.resolve("many.hooks"), many);
    assertThatThrownBy(() -> of("hooks=" + tooMany)).hasMessageContaining("at most " + LibraryHooks.MOST_OF_USERS + " libraries");
  }

  @Test
  void librariesWithBuiltInHooksAreAdapters() throws OptionException {
    assertThat(of("adapters=jna+lwjgl").adapters()).containsExactlyInAnyOrder("jna", "lwjgl");
    assertThatThrownBy(() -> of("adapters=jnb")).hasMessageContaining("adapters=jnb").hasMessageContaining("uring").hasMessageContaining("lwjgl-libc");
  }
}
