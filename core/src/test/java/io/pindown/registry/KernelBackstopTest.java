package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events of the kernel's, told by hand, against what hooks announce. */
class KernelBackstopTest {
  private static final long MAPPING = 1L << 30;
  private static final long PAGE = 4096;
  private static final long SIZE = 64 * PAGE;

  /** A kernel that hands out what the test tells. */
  private static final class ByHand implements KernelSource {
    private final List<long[]> events = new ArrayList<>();
    private long handled;
    private boolean lost;
    private boolean agrees = true;
    private String watched = "";

    void tell(Kind kind, long start, long end) {
      events.add(new long[] {kind.ordinal(), start, end});
    }

    @Override
    public boolean settled() {
      return !lost && handled == events.size();
    }

    @Override
    public long progress() {
      return 2L * events.size();
    }

    @Override
    public boolean drain(Sink sink) {
      if (lost) {
        sink.lost();
        lost = false;
      }
      for (; handled < events.size(); handled++) {
        long[] event = events.get((int) handled);
        sink.changed(Kind.values()[(int) event[0]], event[1], event[2], handled);
      }
      return true;
    }

    @Override
    public boolean watch(long start, long end) {
      watched += Long.toHexString(start) + "-" + Long.toHexString(end) + " ";
      return agrees;
    }

    @Override
    public boolean covers(long start, long end) {
      return agrees;
    }
  }

  private final ByHand kernel = new ByHand();
  private final List<String> findings = new ArrayList<>();
  private final AddressSpace space = AddressSpace.detached();
  private WatchRegistry registry;

  @BeforeEach
  void listen() {
    space.backstop(kernel, (kind, start, end, position, container) -> findings.add(kind + " " + Long.toHexString(start) + "-" + Long.toHexString(end) + " of " + Long.toHexString(container)));
    registry = space.newRegistry("test");
  }

  private Watch mapped(long base) {
    space.mapped(base, SIZE);
    return registry.watch(base + PAGE, PAGE, 7);
  }

  @Test
  void theKernelIsAskedForTheWholeContainer() {
    space.allocated(MAPPING + 16, SIZE);
    registry.watch(MAPPING + 10 * PAGE, 1, 7);
    assertThat(kernel.watched).isEqualTo("40000000-40041000 ");
    assertThat(space.kernelStatistics().monitored()).isEqualTo(1);
    registry.watch(1L << 40, PAGE, 8); // in no container
    assertThat(kernel.watched).isEqualTo("40000000-40041000 ");
  }

  @Test
  void refusalsAreCounted() {
    kernel.agrees = false;
    assertThat(mapped(MAPPING).isClean()).isTrue();
    assertThat(space.kernelStatistics().unmonitored()).isEqualTo(1);
    assertThat(space.kernel().unchanged(MAPPING, MAPPING + SIZE)).isFalse();
  }

  @Test
  void whatNobodyAnnouncedHitsAndTheContainerIsNotReliedOn() {
    Watch watch = mapped(MAPPING);
    Watch other = mapped(2 * MAPPING);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING + PAGE, MAPPING + 2 * PAGE);
    assertThat(watch.isClean()).isFalse();
    space.settleLosses();
    assertThat(watch.isClean()).isFalse();
    assertThat(watch.isOnlyLate()).isFalse();
    assertThat(other.isClean()).isTrue();
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isZero();
    assertThat(space.containerAround(2 * MAPPING, 2 * MAPPING + 1)).isEqualTo(2 * MAPPING);
    assertThat(findings).containsExactly("UNMAPPED 40001000-40002000 of 40000000");
    assertThat(space.kernelStatistics().unannounced()).isEqualTo(1);
  }

  @Test
  void anUnmappingThatAHookAnnouncedFindsTheNextOwnerInPeace() {
    mapped(MAPPING);
    space.unmapped(MAPPING, SIZE);
    Watch next = mapped(MAPPING); // another thread has the address before the event is read
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    assertThat(next.hits()).as("spurious, and safe").isEqualTo(1);
    assertThat(next.isOnlyLate()).isTrue();
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isEqualTo(MAPPING);
    assertThat(findings).isEmpty();
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    assertThat(findings).as("one ending, one event").hasSize(1);
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isZero();
  }

  @Test
  void whatWasHitByAnythingElseIsNotOnlyLate() {
    mapped(MAPPING);
    space.unmapped(MAPPING, SIZE);
    Watch next = mapped(MAPPING);
    Watch ended = mapped(2 * MAPPING);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    assertThat(next.isOnlyLate()).isTrue();
    space.unmapped(2 * MAPPING, SIZE);
    kernel.tell(KernelSource.Kind.UNMAPPED, 2 * MAPPING, 2 * MAPPING + SIZE);
    space.settleLosses();
    assertThat(ended.isOnlyLate()).as("its own end, and then the event of that").isFalse();
    space.unmapped(MAPPING, SIZE);
    assertThat(next.isOnlyLate()).as("its own end, after the late event").isFalse();
    assertThat(registry.drain(new long[8])).isEqualTo(3);
    assertThat(registry.rearm(next)).isTrue();
    assertThat(next.isOnlyLate()).isFalse();
  }

  @Test
  void aChangeInProgressIsNotLate() {
    Watch watch = mapped(MAPPING);
    space.changeBegin(MAPPING, SIZE);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    space.changeEnd(MAPPING, SIZE);
    assertThat(watch.isOnlyLate()).isFalse();
  }

  @Test
  void anEventOfWhatWasThereBeforeIsNotTheNextOnes() {
    mapped(MAPPING);
    space.unmapped(MAPPING, SIZE);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.mapped(MAPPING, SIZE);
    space.settleLosses();
    assertThat(findings).isEmpty();
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isEqualTo(MAPPING);
    assertThat(space.kernelStatistics().announced()).isEqualTo(1);
  }

  @Test
  void anUnannouncedEndIsFoundAlthoughSomethingElseIsThereByNow() {
    mapped(MAPPING);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.mapped(MAPPING, SIZE);
    space.settleLosses();
    assertThat(findings).hasSize(1);
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).as("which is relied on").isEqualTo(MAPPING);
  }

  @Test
  void pagesAboutToGoAreAnnouncedByAChangeOnly() {
    mapped(MAPPING);
    space.changeBegin(MAPPING, SIZE);
    kernel.tell(KernelSource.Kind.REMOVED, MAPPING, MAPPING + SIZE);
    space.changeEnd(MAPPING, SIZE);
    space.settleLosses();
    assertThat(findings).isEmpty();
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isEqualTo(MAPPING);
    kernel.tell(KernelSource.Kind.REMOVED, MAPPING, MAPPING + PAGE);
    space.settleLosses();
    assertThat(findings).as("the change was over").hasSize(1);
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).as("nothing tells when they are gone").isZero();
  }

  @Test
  void anEndingAnnouncesNoRemoval() {
    mapped(MAPPING);
    space.unmapped(MAPPING, SIZE);
    mapped(MAPPING);
    kernel.tell(KernelSource.Kind.REMOVED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    assertThat(findings).hasSize(1);
  }

  @Test
  void aBlockThatMovedAnnouncedIt() {
    space.allocated(MAPPING + 16, SIZE);
    registry.watch(MAPPING + 16, SIZE, 7);
    space.reallocationBegin(MAPPING + 16, 2 * SIZE);
    kernel.tell(KernelSource.Kind.MOVED, MAPPING, MAPPING + SIZE + PAGE);
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE + PAGE);
    space.reallocationEnd(MAPPING + 16, 3 * MAPPING + 16);
    space.settleLosses();
    assertThat(findings).isEmpty();
    assertThat(space.containerAround(3 * MAPPING + 16, 3 * MAPPING + 17)).isEqualTo(3 * MAPPING + 16);
  }

  @Test
  void memoryOfNobodyIsHarmless() {
    kernel.tell(KernelSource.Kind.UNMAPPED, MAPPING, MAPPING + SIZE);
    space.settleLosses();
    assertThat(findings).isEmpty();
    assertThat(space.kernelStatistics().harmless()).isEqualTo(1);
  }

  @Test
  void lostEventsMakeEverythingDirtyAndNothingReliedOn() {
    Watch watch = mapped(MAPPING);
    kernel.lost = true;
    assertThat(watch.isClean()).isFalse();
    space.settleLosses();
    assertThat(watch.isClean()).isFalse();
    assertThat(space.containerAround(MAPPING, MAPPING + 1)).isZero();
    assertThat(space.kernelStatistics().losses()).isEqualTo(1);
  }

  @Test
  void thereIsOneAtMost() {
    assertThatThrownBy(() -> space.backstop(kernel, KernelFindings.NONE)).isInstanceOf(IllegalStateException.class);
  }
}
