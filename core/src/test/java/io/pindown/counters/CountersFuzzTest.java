package io.pindown.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pindown.counters.CountersView.Counter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that another process may have written badly, or has cut off, or that are none: read as CountersLayout has it, or refused by their name. {@code -Dfuzz.inputs} for more of them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountersFuzzTest {
  private static final int COUNTERS = 3;
  private static final int[] PLACES = {0, 8, 12, 16, 24, 32, 40, 48, 56, 4096, 4100, 4112, 4224, 4608, 4612, 4736, 5120, 5248, 5632, 5760};
  private static final int[] NUMBERS = {0, 1, -1, 2, 3, 380, 381, 1 << 16, (1 << 16) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24};

  @TempDir private Path folder;

  private static byte[] valid() {
    ByteBuffer bytes = ByteBuffer.allocate(CountersLayout.size(COUNTERS)).order(ByteOrder.nativeOrder());
    bytes.putLong(0, CountersLayout.MAGIC).putInt(8, CountersLayout.VERSION).putInt(CountersLayout.COUNTERS_OFFSET, COUNTERS);
    bytes.putLong(CountersLayout.PID_OFFSET, 7).putLong(CountersLayout.START_OFFSET, 11).putLong(CountersLayout.NAMESPACE_OFFSET, 13);
    bytes.putLong(CountersLayout.BEGUN_OFFSET, 5).putLong(CountersLayout.ENDED_OFFSET, 5).putLong(CountersLayout.TIME_OFFSET, 17);
    for (int i = 0; i < 2; i++) {
      int record = CountersLayout.HEADER + i * CountersLayout.METADATA;
      bytes.putInt(record, CountersLayout.IN_USE).putInt(record + CountersLayout.TYPE_OFFSET, 2).putInt(record + CountersLayout.KEY_OFFSET, i);
      byte[] label = ("cache (uring): figure " + i).getBytes(StandardCharsets.US_ASCII);
      bytes.putInt(record + CountersLayout.LABEL_OFFSET, label.length).put(record + CountersLayout.LABEL_OFFSET + 4, label);
      bytes.putLong(CountersLayout.values(COUNTERS) + i * CountersLayout.VALUE, 100 + i);
    }
    return bytes.array();
  }

  private static byte[] changed(Random random) {
    byte[] bytes = valid();
    for (int left = random.nextInt(4); left > 0; left--) {
      ByteBuffer at = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      int place = random.nextInt(4) == 0 ? random.nextInt(Math.max(1, bytes.length - 4)) : PLACES[random.nextInt(PLACES.length)];
      switch (random.nextInt(5)) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(2000));
        default -> {
          boolean isNumber = (place == CountersLayout.BEGUN_OFFSET || place == CountersLayout.ENDED_OFFSET) && random.nextInt(50) != 0; // waited for 100 times
          if (!isNumber && place + 4 <= bytes.length) {
            at.putInt(place, random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt());
          }
        }
      }
    }
    return bytes;
  }

  /** Another reading of the layout; null if it is to be refused. */
  private static List<String> reference(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
    if (file.length < 4096 || bytes.getLong(0) != CountersLayout.MAGIC || bytes.getInt(8) != 1 || bytes.getLong(40) != bytes.getLong(48)) {
      return null;
    }
    long n = bytes.getInt(12);
    if (n < 1 || n > 65_536 || file.length < 4096 + 640 * n) {
      return null;
    }
    List<String> counters = new ArrayList<>();
    for (int i = 0; i < n && bytes.getInt(4096 + 512 * i) != 0; i++) {
      int at = 4096 + 512 * i;
      if (bytes.getInt(at) == 1) {
        int length = Math.max(0, Math.min(380, bytes.getInt(at + 128)));
        counters.add(bytes.getInt(at + 4) + " " + bytes.getInt(at + 16) + " " + new String(file, at + 132, length, StandardCharsets.US_ASCII) + " "
            + bytes.getLong((int) (4096 + 512 * n + 128 * i)));
      }
    }
    return counters;
  }

  private static String shown(Counter counter) {
    return counter.type() + " " + counter.keyInt(0) + " " + counter.label() + " " + counter.value();
  }

  @Test
  void filesThatAreWrittenBadly() throws IOException {
    Random random = new Random(Long.getLong("fuzz.seed", 1));
    int inputs = Integer.getInteger("fuzz.inputs", 2_000);
    Path path = folder.resolve("7.counters");
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] bytes = changed(random);
      Files.write(path, bytes);
      List<String> counters = reference(bytes);
      try {
        CountersView view = CountersView.read(path);
        assertThat(counters).as("input %s was read", i).isNotNull();
        assertThat(view.counters()).as("input %s", i).extracting(CountersFuzzTest::shown).isEqualTo(counters);
        accepted++;
      } catch (IOException e) {
        assertThat(counters).as("input %s: %s", i, e.getMessage()).isNull();
        assertThat(e.getMessage()).contains("7.counters").hasSizeLessThan(1000);
      }
      ProcessIdentity of = CountersView.identity(path);
      assertThat(of != null).isEqualTo(bytes.length >= 4096 && ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(0) == CountersLayout.MAGIC && bytes[8] == 1
          && bytes[9] == 0 && bytes[10] == 0 && bytes[11] == 0);
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }

  /** The same, read already. */
  @Test
  void bytesThatAreWrittenBadly() {
    Random random = new Random(Long.getLong("fuzz.seed", 2));
    int inputs = Integer.getInteger("fuzz.inputs", 100_000);
    Path path = Path.of("7.counters");
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] bytes = changed(random);
      if (bytes.length >= CountersLayout.HEADER) { // what is shorter is not looked at
        List<String> counters = reference(bytes);
        try {
          CountersView view = CountersView.parse(path, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
          if (view == null ? counters != null : !view.counters().stream().map(CountersFuzzTest::shown).toList().equals(counters)) {
            throw new AssertionError("input " + i + ": " + counters);
          }
          accepted += view == null ? 0 : 1;
        } catch (IOException e) {
          assertThat(counters).as("input %s: %s", i, e.getMessage()).isNull();
        }
      }
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }

  /** One thread cuts it off and writes it again, the other reads: whatever it meets is a view of it or an IOException. */
  @Test
  void aFileThatIsCutWhileItIsRead() throws Exception {
    Path path = folder.resolve("7.counters");
    byte[] whole = valid();
    Files.write(path, whole);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    Thread writer = new Thread(() -> {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        for (int i = 0; System.nanoTime() - end < 0; i++) {
          file.setLength(i * 37 % 4096);
          file.seek(0);
          file.write(whole);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    writer.start();
    int read = 0;
    while (writer.isAlive()) {
      try {
        read += CountersView.read(path).counters().size();
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("7.counters");
      }
      CountersView.identity(path);
    }
    writer.join();
    assertThat(read).isPositive();
  }

  /** As one that is cut between the look at its size and its reading: the kernel's own files say that they have a page. */
  @Test
  void aFileThatIsShorterThanItSays() throws IOException {
    Path shorter = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean there = Files.isReadable(shorter) && Files.size(shorter) == 4096;
    if (!there) {
      System.out.println("SKIPPED: no file that is shorter than it says: " + shorter + " is not there");
    }
    Assumptions.assumeTrue(there);
    assertThatThrownBy(() -> CountersView.read(shorter)).isInstanceOf(IOException.class).hasMessageContaining(shorter + " is no counters file");
    assertThat(CountersView.identity(shorter)).isNull();
  }

  @Test
  void whatIsNoFileOfOurs() throws Exception {
    Path other = Files.write(folder.resolve("other"), valid());
    Path link = Files.createSymbolicLink(folder.resolve("link.counters"), other);
    Path loop = Files.createSymbolicLink(folder.resolve("loop.counters"), folder.resolve("loop.counters"));
    Path pipe = folder.resolve("pipe.counters");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path huge = folder.resolve("huge.counters");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.write(valid());
      file.setLength(1L << 40); // takes no room
    }
    for (Path each : List.of(link, loop, pipe, huge, folder, Path.of("/dev/zero"), Path.of("/proc/self/mem"), folder.resolve("absent"))) {
      assertThatThrownBy(() -> CountersView.read(each)).as(each.toString()).isInstanceOf(IOException.class).hasMessageContaining(each.toString());
      assertThat(CountersView.identity(each)).isNull();
    }
  }
}
