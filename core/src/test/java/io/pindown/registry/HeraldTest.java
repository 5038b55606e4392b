package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** What another library's cache is told of. */
class HeraldTest {
  private static final long AT = 0x7e20_0000_0000L;
  private static final String ANYTHING = "0+7fffffffffffffff";

  private final AddressSpace space = AddressSpace.detached();
  private final List<String> told = new ArrayList<>();
  private volatile boolean failing;
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

  /** Their allocator may give their pages back, too; no hook tells how long they are, but for that they are no containers. */
  @Test
  void smallBlocksAreToldAsTheLargestThatAreSmall() {
    space.allocated(AT, 64);
    space.tellEndings(listener);
    space.freed(AT + 16);
    assertThat(told()).containsExactly("7e2000000010+1000");
    space.reallocationBegin(AT + 16, 100_000);
    space.reallocationEnd(AT + 16, AT + 0x100000);
    assertThat(told()).containsExactly("7e2000000010+1000");
    space.freed(Long.MAX_VALUE - 7);
    assertThat(told()).containsExactly("7ffffffffffffff8+7");
    space.freed(0);
    assertThat(told()).isEmpty();
  }

  /** What it failed to hear of may be gone, and something else be there before any other memory ends. */
  @Test
  void beforeMemoryIsUsedItHasHeardOfWhatWasThere() {
    space.allocated(AT, 8192);
    space.mapped(AT + 0x100000, 8192);
    space.tellEndings(listener);
    failing = true;
    space.freed(AT);
    failing = false;
    space.allocated(AT, 8192);
    assertThat(told()).containsExactly(ANYTHING);
    space.allocated(AT + 0x200000, 8192);
    assertThat(told()).isEmpty();
    failing = true;
    space.unmapped(AT + 0x100000, 8192);
    space.allocated(AT + 0x300000, 64); // fails, too
    failing = false;
    space.mapped(AT + 0x100000, 8192);
    assertThat(told()).containsExactly(ANYTHING);
    failing = true;
    space.freed(AT);
    failing = false;
    space.allocated(AT, 64);
    assertThat(told()).containsExactly(ANYTHING);
    failing = true;
    space.freed(AT + 0x200000);
    failing = false;
    space.reallocationEnd(AT + 0x400000, AT + 0x200000);
    assertThat(told()).containsExactly(ANYTHING);
  }

  /** Also if nobody but the listener uses the address space, so that nobody settles what was lost. */
  @Test
  void anEventThatIsLostIsMadeGoodByTheNextOne() {
    space.tellEndings(listener);
    space.loseOne();
    space.allocated(AT, 8192);
    assertThat(told()).containsExactly(ANYTHING);
    space.allocated(AT + 0x100000, 8192);
    assertThat(told()).isEmpty();
    AddressSpace hooked = StandInHooks.proving(-1, -1);
    hooked.tellEndings(listener);
    hooked.allocated(AT, 8192);
    assertThat(told()).isEmpty();
    StandInHooks.lost[0] += 17; // what a hook does whose sinks failed
    hooked.allocated(AT + 0x100000, 8192);
    assertThat(told()).containsExactly(ANYTHING);
    hooked.freed(AT);
    assertThat(told()).containsExactly("7e2000000000+2000");
  }

  /** It is not enough that another thread has begun to tell. */
  @Test
  void whoGetsMemoryDoesNotRelyOnAnotherThreadThatIsTelling() throws Exception {
    Thread first = Thread.currentThread();
    List<Thread> toldBy = new ArrayList<>();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread slow = new Thread(() -> space.allocated(AT + 0x100000, 8192));
    space.allocated(AT, 8192);
    space.tellEndings((start, length) -> {
      if (failing) {
        throw new IllegalStateException("as a test");
      }
      if (Thread.currentThread() == slow) {
        inside.countDown();
        await(mayEnd);
      }
      synchronized (toldBy) {
        toldBy.add(Thread.currentThread());
      }
      return 0;
    });
    failing = true;
    space.freed(AT);
    failing = false;
    slow.start();
    await(inside);
    space.allocated(AT, 8192);
    assertThat(toldBy).containsExactly(first);
    mayEnd.countDown();
    slow.join();
    assertThat(toldBy).containsExactly(first, slow);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
