package io.pindown.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.counters.CountersView.Counter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersFileTest {
  @TempDir private Path temporary;
  private Path path;
  private CountersFile file;

  @BeforeEach
  void makeOne() throws IOException {
    path = temporary.resolve("7.counters");
    file = CountersFile.create(path, new ProcessIdentity(7, 11, 13));
  }

  private int take(String label, int key) throws IOException {
    return file.take(CountersLayout.CACHE_TYPE, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(key).putInt(-key).array(), label);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    int first = take("first", 1);
    int second = take("second, with \u00e4", 2);
    file.set(first, Long.MIN_VALUE);
    file.set(second, 42);
    assertThat(CountersView.read(path).counters()).extracting(Counter::value).containsExactly(0L, 0L); // not before it is written
    file.write();
    CountersView view = CountersView.read(path);
    assertThat(view.identity()).isEqualTo(new ProcessIdentity(7, 11, 13));
    assertThat(view.time()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
    assertThat(view.counters()).extracting(Counter::label).containsExactly("first", "second, with ?");
    assertThat(view.counters()).extracting(Counter::value).containsExactly(Long.MIN_VALUE, 42L);
    assertThat(view.counters()).extracting(c -> c.keyInt(0), c -> c.keyInt(1)).containsExactly(org.assertj.core.groups.Tuple.tuple(1, -1), org.assertj.core.groups.Tuple.tuple(2, -2));
  }

  @Test
  void whatIsGivenUpIsGoneAndItsPlaceIsTakenAgain() throws IOException {
    int first = take("first", 1);
    take("second", 2);
    file.set(first, 9);
    file.giveUp(first);
    file.write();
    assertThat(CountersView.read(path).counters()).extracting(Counter::label).containsExactly("second");
    assertThat(take("third", 3)).isEqualTo(first);
    assertThat(CountersView.read(path).counters()).extracting(Counter::label).containsExactly("third", "second");
    assertThat(CountersView.read(path).counters()).extracting(Counter::value).containsExactly(0L, 0L);
  }

  /** Some are set once, when their cache begins. */
  @Test
  void whoTakesOneLeavesTheValuesOfOthers() throws IOException {
    int first = take("first", 1);
    int second = take("second", 2);
    file.set(first, 9);
    file.giveUp(second);
    take("third", 3);
    take("fourth", 4);
    file.write();
    assertThat(CountersView.read(path).counters()).extracting(Counter::value).containsExactly(9L, 0L, 0L);
  }

  @Test
  void longLabelsAreCutAndFullIsFull() throws IOException {
    take("x".repeat(1000), 1);
    assertThat(CountersView.read(path).counters().get(0).label()).isEqualTo("x".repeat(380));
    for (int i = 1; i < 1024; i++) {
      assertThat(take("n", i)).isEqualTo(i);
    }
    assertThat(take("none", 0)).isNegative();
    file.set(-1, 5);
    file.giveUp(-1);
    assertThat(CountersView.read(path).counters()).hasSize(1024);
  }

  @Test
  void itIsTheUsersAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
    assertThatThrownBy(() -> CountersFile.create(path, new ProcessIdentity(7, 11, 13))).isInstanceOf(FileAlreadyExistsException.class);
  }

  /** All values are of one writing, however often it is written meanwhile. */
  @Test
  void aViewIsOfOneMoment() throws Exception {
    int[] counters = new int[200];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = take("c" + i, i);
    }
    AtomicBoolean end = new AtomicBoolean();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Thread writer = new Thread(() -> {
      try {
        for (long value = 0; !end.get(); value++) {
          for (int counter : counters) {
            file.set(counter, value);
          }
          file.write();
          LockSupport.parkNanos(1_000_000); // nothing waits for this: it paces the writer, as a cache's thread paces itself
        }
      } catch (Throwable e) {
        failed.set(e);
      }
    });
    writer.start();
    try {
      long last = 0;
      for (int i = 0; i < 300; i++) {
        CountersView view = CountersView.read(path);
        assertThat(view.counters()).extracting(Counter::value).containsOnly(view.counters().get(0).value());
        assertThat(view.counters().get(0).value()).isGreaterThanOrEqualTo(last);
        last = view.counters().get(0).value();
      }
      assertThat(last).isPositive();
    } finally {
      end.set(true);
      writer.join();
    }
    assertThat(failed.get()).isNull();
  }

  /** Whatever is in the file: a view, or an IOException. */
  @Test
  void noContentDoesHarm() throws IOException {
    take("first", 1);
    file.write();
    byte[] good = Files.readAllBytes(path);
    Random random = new Random(3);
    Path bad = temporary.resolve("bad");
    for (int i = 0; i < 300; i++) {
      byte[] bytes = good.clone();
      for (int change = 0; change < 1 + i % 4; change++) {
        bytes[random.nextInt(64) + (random.nextBoolean() ? 0 : 4096)] = (byte) random.nextInt();
      }
      Files.write(bad, i % 10 == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(5000)) : bytes);
      try {
        CountersView.read(bad).counters();
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("bad");
      }
    }
    Files.write(bad, "no counters".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> CountersView.read(bad)).isInstanceOf(IOException.class);
  }

  @Test
  void aProcessIsKnownByItsStart() throws IOException {
    ProcessIdentity own = ProcessIdentity.own();
    assertThat(own.runs()).isTrue();
    assertThat(new ProcessIdentity(own.pid(), own.start() + 1, own.namespace()).runs()).isFalse();
    assertThat(new ProcessIdentity(4194305, own.start(), own.namespace()).runs()).isFalse();
  }
}
