package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** What another library's cache is told of. */
class HeraldTest {
  private static final long AT = 0x7e20_0000_0000L;
  private static final String ANYTHING = "0+7fffffffffffffff";

  private final AddressSpace space = AddressSpace.detached();
  private final List<String> told = new ArrayList<>();
  private boolean failing;
  private final LongBinaryOperator listener = (start, length) -> {
    if (failing) {
      throw new IllegalStateException("as a test");
    }
    told.add(Long.toHexString(start) + "+" + Long.toHexString(length));
    return 0;
  };

  private List<String> told() {
    List<String> now = List.copyOf(told);
    told.clear();
    return now;
  }

  @Test
  void endsOfContainersAndNothingElse() {
    space.allocated(AT, 10_000);
    space.allocated(AT + 0x100000, 10_000);
    space.mapped(AT + 0x200000, 5_000);
    space.tellEndings(listener);
    space.freed(AT);
    assertThat(told()).containsExactly("7e2000000000+2710");
    space.freed(AT); // not there any more
    space.freed(AT + 0x300000); // small
    space.allocated(AT, 10_000);
    assertThat(told()).isEmpty();
    space.unmapped(AT + 0x200000, 5_000);
    assertThat(told()).containsExactly("7e2000200000+2000");
    space.tellEndings(null);
    space.freed(AT + 0x100000);
    assertThat(told()).isEmpty();
  }

  @Test
  void changesAtBothEnds() {
    space.tellEndings(listener);
    space.changeBegin(AT, 100);
    assertThat(told()).containsExactly("7e2000000000+1000");
    space.changeEnd(AT, 100);
    assertThat(told()).containsExactly("7e2000000000+1000");
    space.allocated(AT, 8192);
    space.reallocationBegin(AT, 16384);
    assertThat(told()).isNotEmpty().containsOnly("7e2000000000+2000");
    space.truncationBegin();
    space.truncationEnd();
    assertThat(told()).containsExactly(ANYTHING, ANYTHING);
  }

  @Test
  void whatItFailsToHearCostsItEverything() {
    space.allocated(AT, 8192);
    space.allocated(AT + 0x100000, 8192);
    space.allocated(AT + 0x200000, 8192);
    space.tellEndings(listener);
    failing = true;
    space.freed(AT);
    failing = false;
    space.freed(AT + 0x100000);
    space.freed(AT + 0x200000);
    assertThat(told()).containsExactly(ANYTHING, "7e2000100000+2000", "7e2000200000+2000");
    assertThat(space.nothingLost()).as("a listener's failure is its own").isTrue();
  }

  @Test
  void aLostEventIsOneOfAllMemory() {
    space.tellEndings(listener);
    space.loseOne();
    space.settleLosses();
    assertThat(told()).contains(ANYTHING);
    space.invalidateEverything();
    assertThat(told()).contains(ANYTHING);
  }

  @Test
  void thereIsOneListener() {
    space.tellEndings(listener);
    assertThatIllegalStateException().isThrownBy(() -> space.tellEndings((a, b) -> 0));
    space.tellEndings(null);
    space.tellEndings((a, b) -> 0);
  }
}
