package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Mappings, whole, in part and on top of one another. */
class MappingTest extends AddressSpaceFixture {
  @Test
  void truncationConcernsMappingsAndUnknownMemoryOnly() {
    space.allocated(AT, 64 * KIB);
    space.mapped(ELSEWHERE, 64 * KIB);
    Watch block = registry.watch(AT, KIB, 1);
    Watch mapping = registry.watch(ELSEWHERE, KIB, 2);
    Watch unknown = registry.watch(AT + (1 << 20), KIB, 3);
    space.truncationBegin();
    assertThat(block.isClean()).isTrue();
    assertThat(mapping.isClean()).isFalse();
    assertThat(unknown.isClean()).isFalse();
    assertThat(space.isChanging(ELSEWHERE, ELSEWHERE + 1)).isTrue();
    Watch between = registry.watch(ELSEWHERE, KIB, 4);
    space.truncationEnd();
    assertThat(between.isClean()).isFalse();
    assertThat(block.isClean()).isTrue();
    assertThat(space.isChanging(ELSEWHERE, ELSEWHERE + 1)).isFalse();
  }

  @Test
  void d4AnUnalignedLengthReachesTheEndOfThePage() {
    space.mapped(AT, 2 * PAGE + 1);
    assertThat(space.containerSize(AT)).isEqualTo(3 * PAGE);
    Watch tail = registry.watch(AT + 3 * PAGE - 8, 8, 1);
    Watch next = registry.watch(AT + 3 * PAGE, 8, 2);
    space.unmapped(AT + 2 * PAGE, 1);
    assertThat(tail.isClean()).isFalse();
    assertThat(next.isClean()).isTrue();
    assertThat(space.containerSize(AT)).isEqualTo(2 * PAGE);
  }

  @Test
  void partsThatStayMappedStayContainers() {
    space.mapped(AT, 10 * PAGE);
    space.unmapped(AT + 4 * PAGE, 2 * PAGE);
    assertThat(space.containerAround(AT, AT + 4 * PAGE)).isEqualTo(AT);
    assertThat(space.containerAround(AT + 6 * PAGE, AT + 10 * PAGE)).isEqualTo(AT + 6 * PAGE);
    assertThat(space.containerAround(AT + 3 * PAGE, AT + 5 * PAGE)).isZero();
    assertThat(space.isMapping(AT) && space.isMapping(AT + 6 * PAGE)).isTrue();
    space.unmapped(AT - PAGE, 20 * PAGE);
    assertThat(space.liveContainers()).isZero();
  }

  @Test
  void oneUnmapTakesSeveralContainers() {
    for (int i = 0; i < 100; i++) {
      space.mapped(AT + 3 * i * PAGE, 2 * PAGE);
    }
    Watch first = registry.watch(AT, 1, 1);
    Watch last = registry.watch(AT + 298 * PAGE, 1, 2);
    space.unmapped(AT + PAGE, 297 * PAGE);
    assertThat(space.liveContainers()).isEqualTo(2);
    assertThat(space.containerSize(AT)).isEqualTo(PAGE);
    assertThat(first.isClean()).isTrue();
    assertThat(last.isClean()).isTrue();
    space.unmapped(4096, Long.MAX_VALUE);
    assertThat(space.liveContainers()).isZero();
    assertThat(first.isClean() || last.isClean()).isFalse();
  }

  @Test
  void aMappingOverAPartOfOneLeavesOneContainer() {
    space.mapped(AT, 10 * PAGE);
    Watch watch = registry.watch(AT, 10 * PAGE, 1);
    space.mapped(AT + 4 * PAGE, PAGE);
    assertThat(watch.isClean()).isFalse();
    space.mapped(AT, PAGE);
    assertThat(space.liveContainers()).isEqualTo(1);
    space.unmapped(AT + 4 * PAGE, PAGE);
    assertThat(space.containerAround(AT + 4 * PAGE, AT + 5 * PAGE)).as("no hole is taken for memory").isZero();
  }

  @Test
  void theTopOfTheAddressSpace() {
    Watch top = registry.watch(Long.MAX_VALUE - 10, 10, 1);
    Watch below = registry.watch(Long.MAX_VALUE - 3 * PAGE, PAGE, 2);
    space.unmapped(Long.MAX_VALUE - 100, 1000);
    assertThat(top.isClean()).isFalse();
    assertThat(below.isClean()).isTrue();
    space.unmapped(AT, -1); // a size_t of 2^64 - 1
    assertThat(below.isClean()).isFalse();
  }
}
