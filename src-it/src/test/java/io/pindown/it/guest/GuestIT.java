package io.pindown.it.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.it.jvm.ForkedJvm;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import io.pindown.it.jvm.child.Crashes;
import io.pindown.it.jvm.child.HangsWithAChild;
import io.pindown.it.jvm.child.Speaks;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a program in the guest: its failures are its own, a crash of its JVM is tried again, once. */
class GuestIT {
  private static final int KILLED = 137;

  @BeforeEach
  void thereIsAGuest() {
    GuestRequirement.check();
  }

  private static JvmBuilder program(Guest guest, Class<?> main, String... arguments) {
    return ForkedJvm.of(Jdk.preferred(25), guest.test(main.getSimpleName()))
        .flags("-XX:+UseSerialGC")
        .classPath(Places.of(main))
        .main(main.getName(), arguments);
  }

  @Test
  void whatAProgramSaysAndHowItEndsComesBack() {
    Guest guest = new Guest("harness");
    JvmBuilder hangs = program(guest, HangsWithAChild.class);
    JvmBuilder speaks = program(guest, Speaks.class, "out, 'quoted' $HOME", "err!", "37");
    Map<JvmBuilder, JvmResult> results = guest.add(hangs).add(speaks).run(Duration.ofSeconds(20));

    JvmResult said = results.get(speaks);
    assertThat(said.exitCode()).isEqualTo(37);
    assertThat(said.stdout()).startsWith("out, 'quoted' $HOME....");
    assertThat(said.stderr()).startsWith("err!....").hasSize(4 + 300_007);
    assertThat(said.artefact()).isEqualTo(Map.of("said", "out, 'quoted' $HOME"));

    JvmResult hung = results.get(hangs);
    assertThat(hung.exitCode()).isEqualTo(KILLED);
    assertThat(hung.stdout()).contains("HangsWithAChild.main").contains("CountDownLatch.await");
    assertThat(hung.artefact()).containsKey("child");
  }

  @Test
  void aCrashIsTriedAgainAndThenAFailure() {
    Guest guest = new Guest("harness-crash");
    JvmBuilder crashes = program(guest, Crashes.class);
    assertThatThrownBy(() -> guest.add(crashes).run(Duration.ofSeconds(60)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed 2 times")
        .hasMessageContaining("Crashes");
    assertThat(crashes.folder().getParent().getParent()).isDirectoryContaining("glob:**/crash-1-Crashes-jdk*.log");
  }

  @Test
  void aGuestThatDoesNotGetThereIsAFailure() {
    Guest guest = new Guest("harness-init").before("false");
    assertThatThrownBy(() -> guest.add(program(guest, Speaks.class, "a", "b", "0")).run(Duration.ofSeconds(30)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("with status 125");
  }
}
