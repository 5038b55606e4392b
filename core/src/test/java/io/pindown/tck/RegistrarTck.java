package io.pindown.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a registrar must do by itself. {@link CachedRegistrarTck} goes on with a cache in front of it.
 *
 * @param <H> the registrar's kind of registration
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class RegistrarTck<H> {
  private static final int PAGE = Memory.PAGE;
  private static final int THREADS = 4;
  /** {@code -Dtck.rounds}: fewer where each step takes long, as in an emulated machine. */
  private static final int ROUNDS = Integer.getInteger("tck.rounds", 200);
  private static final int[] RIGHTS = {Access.LOCAL_WRITE, Access.REMOTE_WRITE, Access.REMOTE_READ, Access.REMOTE_ATOMIC};

  Device<H> device;
  Registrar<H> registrar;

  /** Opens a device context for one test. */
  protected abstract Device<H> open() throws Exception;

  @BeforeEach
  final void openDevice() throws Exception {
    device = open();
    registrar = device.registrar();
    assertThat(device.registered()).as("registered before the test").isZero();
  }

  @AfterEach
  final void closeDevice() {
    if (device != null) {
      device.close();
      device.close();
    }
  }

  final H register(Memory memory) {
    return registrar.register(memory.address(), memory.length(), Access.LOCAL_READ);
  }

  /** One page, with a page beside it that is never registered. */
  private H page(Memory memory, int number) {
    return registrar.register(memory.page(2 * number), PAGE, Access.LOCAL_READ);
  }

  final void holds(H registration, long address, int length, char what) throws Exception {
    byte[] expected = new byte[length];
    Arrays.fill(expected, (byte) what);
    assertThat(device.read(registration, address, length)).isEqualTo(expected);
  }

  final void refused(Reason reason, Runnable call) {
    int before = device.registered();
    RegistrarException e = catchThrowableOfType(RegistrarException.class, call::run);
    assertThat(e).as("refused with " + reason).isNotNull();
    assertThat(e.reason()).as(e.toString()).isEqualTo(reason);
    assertThat(e.getMessage()).as("what it says").isNotBlank();
    assertThat(device.registered()).as("what is left of the refused one").isEqualTo(before);
  }

  @Test
  void hasAName() {
    assertThat(registrar.name()).isNotBlank();
  }

  @Test
  void theDeviceReadsTheMemoryAsItIs() throws Exception {
    try (Memory memory = Memory.ofPages(4)) {
      memory.fill('A');
      H registration = register(memory);
      assertThat(registration).isNotNull();
      assertThat(device.registered()).isEqualTo(1);
      holds(registration, memory.address(), memory.length(), 'A');
      memory.fill('B');
      holds(registration, memory.page(1) + 17, 2 * PAGE, 'B');
      registrar.deregister(registration);
      assertThat(device.registered()).isZero();
    }
  }

  /** The same range twice, a part of it, and one that laps over its end: each stands for itself. */
  @Test
  void overlappingRegistrationsStandForThemselves() throws Exception {
    try (Memory memory = Memory.ofPages(8)) {
      long at = memory.address();
      H first = registrar.register(at, 4 * PAGE, Access.LOCAL_READ);
      H again = registrar.register(at, 4 * PAGE, Access.LOCAL_READ);
      H part = registrar.register(memory.page(1), PAGE, Access.LOCAL_READ);
      H over = registrar.register(memory.page(2), 4 * PAGE, Access.LOCAL_READ);
      assertThat(device.registered()).isBetween(device.sharesPages() ? 1 : 4, 4);
      registrar.deregister(first);
      holds(again, at, 4 * PAGE, '.');
      registrar.deregister(part);
      holds(over, memory.page(2), 4 * PAGE, '.');
      registrar.deregister(again);
      memory.fill('C');
      holds(over, memory.page(3), 3 * PAGE, 'C');
      registrar.deregister(over);
      assertThat(device.registered()).isZero();
    }
  }

  @Test
  void registeredAgainAndAgainNothingIsLeft() throws Exception {
    try (Memory memory = Memory.ofPages(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        registrar.deregister(register(memory));
      }
      assertThat(device.registered()).isZero();
    }
  }

  @Test
  void aLargeBlock() throws Exception {
    try (Memory memory = Memory.ofPages(512)) {
      memory.fill('L');
      H registration = register(memory);
      holds(registration, memory.page(511), PAGE, 'L');
      registrar.deregister(registration);
    }
  }

  @Test
  void rightsThatItHasAndRightsThatItHasNot() throws Exception {
    try (Memory memory = Memory.ofPages(1)) {
      for (int right : RIGHTS) {
        // verbs: who may write from elsewhere may write from here
        int access = right | Access.LOCAL_WRITE;
        if ((access & ~device.rights()) == 0) {
          registrar.deregister(registrar.register(memory.address(), PAGE, access));
        } else {
          refused(Reason.ACCESS, () -> registrar.register(memory.address(), PAGE, access));
        }
      }
      assertThat(catchThrowable(() -> registrar.register(memory.address(), PAGE, 1 << 20)))
          .isInstanceOfAny(IllegalArgumentException.class, RegistrarException.class);
      assertThat(device.registered()).isZero();
    }
  }

  /** Below the lowest address that Linux maps (vm.mmap_min_addr). */
  @Test
  void whereNothingIsMapped() {
    if (!device.pins()) {
      System.out.println("NOT SHOWN by " + getClass().getSimpleName() + ": a refusal of memory that is not there, since the device does not look");
      return;
    }
    refused(Reason.ADDRESS, () -> registrar.register(PAGE, PAGE, Access.LOCAL_READ));
  }

  @Test
  void rangesThatAreNone() throws Exception {
    try (Memory memory = Memory.ofPages(1)) {
      long beyondMemory = device.pins() ? 1L << 46 : 0;
      for (long length : new long[] {0, -PAGE, Long.MIN_VALUE, beyondMemory, Long.MAX_VALUE & -PAGE}) {
        assertThat(catchThrowable(() -> registrar.register(memory.address(), length, Access.LOCAL_READ)))
            .as("length " + length)
            .isInstanceOfAny(IllegalArgumentException.class, RegistrarException.class);
      }
      assertThat(device.registered()).isZero();
      registrar.deregister(register(memory));
    }
  }

  /** A cache asks for whole pages, but others may use the registrar, too: taken or refused, and never half. */
  @Test
  void aRangeThatIsNotOfWholePages() throws Exception {
    try (Memory memory = Memory.ofPages(2)) {
      memory.fill('U');
      H registration = null;
      try {
        registration = registrar.register(memory.address() + 100, PAGE, Access.LOCAL_READ);
      } catch (IllegalArgumentException | RegistrarException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
      if (registration != null) {
        holds(registration, memory.address() + 100, PAGE, 'U');
        registrar.deregister(registration);
      }
      assertThat(device.registered()).isZero();
    }
  }

  /** The memory is gone before its registration: what every cache does that learns of a free. */
  @Test
  void deregistersWhatIsFreedAlready() throws Exception {
    Memory memory = Memory.ofPages(10_240); // above the largest block that glibc takes from its heap, so that it is unmapped
    H registration = register(memory);
    memory.free();
    registrar.deregister(registration);
    assertThat(device.registered()).isZero();
  }

  /** No cache does this; whoever does harms itself at most. */
  @Test
  void deregisteredTwiceNobodyElseIsHarmed() throws Exception {
    try (Memory memory = Memory.ofPages(1); Memory others = Memory.ofPages(1)) {
      H registration = register(memory);
      registrar.deregister(registration);
      H other = register(others); // may have got the first one's place
      Throwable second = catchThrowable(() -> registrar.deregister(registration));
      assertThat(second == null || second instanceof RegistrarException || second instanceof IllegalStateException)
          .as("deregistered twice: " + second)
          .isTrue();
      assertThat(device.registered()).isEqualTo(1);
      holds(other, others.address(), PAGE, '.');
      registrar.deregister(other);
    }
  }

  @Test
  void aFullDeviceSaysPressureAndTakesMoreWhenThereIsRoom() throws Exception {
    if (device.capacity() == 0) {
      System.out.println("NOT SHOWN by " + getClass().getSimpleName() + ": a full device, since this one names no capacity");
      return;
    }
    try (Memory memory = Memory.ofPages(2 * device.capacity() + 2)) {
      List<H> all = new ArrayList<>();
      for (int i = 0; i < device.capacity(); i++) {
        all.add(page(memory, i));
      }
      refused(Reason.PRESSURE, () -> page(memory, device.capacity()));
      registrar.deregister(all.remove(0));
      all.add(page(memory, device.capacity()));
      refused(Reason.PRESSURE, () -> page(memory, device.capacity() + 1));
      all.forEach(registrar::deregister);
      assertThat(device.registered()).isZero();
    }
  }

  @Test
  void severalThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Memory shared = Memory.ofPages(4)) {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<Void>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Callable<Void> work = () -> {
          try (Memory own = Memory.ofPages(2)) {
            start.await();
            for (int round = 0; round < ROUNDS; round++) {
              H one = register(own);
              H two = register(shared);
              assertThat(one).isNotSameAs(two);
              registrar.deregister(one);
              registrar.deregister(two);
            }
          }
          return null;
        };
        done.add(threads.submit(work));
      }
      for (Future<Void> each : done) {
        each.get(60, TimeUnit.SECONDS);
      }
      assertThat(device.registered()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aClosedDeviceSaysSo() throws Exception {
    try (Memory memory = Memory.ofPages(1)) {
      H left = register(memory);
      device.close();
      RegistrarException e = catchThrowableOfType(RegistrarException.class, () -> register(memory));
      assertThat(e).as("a registration with a closed device").isNotNull();
      assertThat(e.reason()).isEqualTo(Reason.CLOSED);
      Throwable late = catchThrowable(() -> registrar.deregister(left));
      assertThat(late == null || late instanceof RegistrarException).as("deregistered late: " + late).isTrue();
    }
  }
}
