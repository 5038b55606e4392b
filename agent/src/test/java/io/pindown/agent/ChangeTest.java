package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.point.Change;
import io.pindown.registry.CoverageBit;
import io.pindown.registry.EventKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Core and agent agree on numbers that neither can share with the other's code. */
class ChangeTest {
  @Test
  void bitsAreThoseOfCore() {
    assertThat(Arrays.stream(Change.values()).map(Enum::name)).containsExactlyElementsOf(Arrays.stream(CoverageBit.values()).map(Enum::name).toList());
  }

  @Test
  void kindsAreThoseOfCore() {
    assertThat(Witness.ALLOCATED).isEqualTo(EventKind.ALLOCATED.ordinal());
    assertThat(Witness.FREED).isEqualTo(EventKind.FREED.ordinal());
    assertThat(Witness.REALLOCATION_BEGIN).isEqualTo(EventKind.REALLOCATION_BEGIN.ordinal());
    assertThat(Witness.REALLOCATION_END).isEqualTo(EventKind.REALLOCATION_END.ordinal());
    assertThat(Witness.MAPPED).isEqualTo(EventKind.MAPPED.ordinal());
    assertThat(Witness.UNMAPPED).isEqualTo(EventKind.UNMAPPED.ordinal());
    assertThat(Witness.CHANGE_BEGIN).isEqualTo(EventKind.CHANGE_BEGIN.ordinal());
    assertThat(Witness.CHANGE_END).isEqualTo(EventKind.CHANGE_END.ordinal());
    assertThat(Witness.TRUNCATION_BEGIN).isEqualTo(EventKind.TRUNCATION_BEGIN.ordinal());
    assertThat(Witness.TRUNCATION_END).isEqualTo(EventKind.TRUNCATION_END.ordinal());
    assertThat(Witness.ARENA_CLOSED).isEqualTo(EventKind.ARENA_CLOSED.ordinal());
    assertThat(EventKind.values()).hasSize(11);
  }
}
