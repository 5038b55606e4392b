import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongBinaryOperator;

/** Does what memory can undergo through public API and prints which events came. One positive and one negative each. */
@SuppressWarnings("removal")
public class Events {
  static final int ALLOCATED = 0, FREED = 1, BEGIN = 2, END = 3, MAPPED = 4, UNMAPPED = 5, TRUNCATION_BEGIN = 8, TRUNCATION_END = 9;
  static final List<long[]> seen = new CopyOnWriteArrayList<>();
  static final Thread me = Thread.currentThread();
  static final sun.misc.Unsafe unsafe = unsafe();
  static Class<?> hooks;
  static int failures;

  public static void main(String[] arguments) throws Exception {
    hooks = Class.forName("java.lang.$PindownHooks", false, null);
    LongBinaryOperator[] sinks = new LongBinaryOperator[11];
    for (int kind = 0; kind < sinks.length; kind++) {
      int k = kind;
      sinks[kind] = (a, b) -> {
        if (Thread.currentThread() == me) seen.add(new long[] {k, a, b});
        return 0;
      };
    }
    if (!(boolean) hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks)) fail("subscribe");
    if ((boolean) hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks)) fail("second subscribe");

    long base = unsafe.allocateMemory(77_777);
    expect("allocate", ALLOCATED, base, 77_784);
    long moved = unsafe.reallocateMemory(base, 50_000_001);
    expect("reallocate begins", BEGIN, base, 50_000_008);
    expect("reallocate ends", END, base, moved);
    unsafe.freeMemory(moved);
    expect("free", FREED, moved, 0);
    seen.clear();
    unsafe.freeMemory(0);
    none("free(0)");
    long first = unsafe.reallocateMemory(0, 4_096);
    expect("reallocate(0, n)", ALLOCATED, first, 4_096);
    unsafe.reallocateMemory(first, 0);
    expect("reallocate(p, 0)", FREED, first, 0);

    seen.clear();
    ByteBuffer direct = ByteBuffer.allocateDirect(1_999_993);
    long at = address(direct);
    expect("allocateDirect", ALLOCATED, at, 1_999_993 + 7 & ~7);
    unsafe.invokeCleaner(direct);
    expect("invokeCleaner", FREED, at, 0);
    if (address(ByteBuffer.allocate(8)) != 0) fail("address of a heap buffer");
    ByteBuffer whole = ByteBuffer.allocateDirect(100);
    if (address(whole.position(10).slice()) != address(whole) + 10) fail("address of a slice");

    Path file = Files.createTempFile("pindown-events-", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(20_000));
      for (MapMode mode : List.of(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE)) {
        seen.clear();
        MappedByteBuffer mapped = channel.map(mode, 5_000, 10_007);
        long start = address(mapped) & -4096L;
        expect("map " + mode, MAPPED, start, 10_007 + 5_000 - 4_096);
        seen.clear();
        mapped.load();
        if (mode == MapMode.READ_WRITE) mapped.force();
        none("load and force");
        unsafe.invokeCleaner(mapped);
        expect("unmap " + mode, UNMAPPED, start, 10_007 + 5_000 - 4_096);
      }
      channel.truncate(15_013);
      expect("truncate begins", TRUNCATION_BEGIN, 15_013, 0);
      expect("truncate ends", TRUNCATION_END, 15_013, 0);
    }
    if (Runtime.version().feature() >= 20) {
      RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw");
      random.setLength(7_001);
      expect("setLength begins", TRUNCATION_BEGIN, 7_001, 0);
      expect("setLength ends", TRUNCATION_END, 7_001, 0);
      random.close();
      seen.clear();
      try {
        random.setLength(6_007);
        fail("setLength of a closed file");
      } catch (java.io.IOException expected) {
        expect("failing setLength begins", TRUNCATION_BEGIN, 6_007, 0);
        expect("failing setLength ends", TRUNCATION_END, 6_007, 0);
      }
    }
    Files.delete(file);

    // A sink that throws moves the cell and disturbs nobody.
    long[] lost = (long[]) hooks.getField("lost").get(null);
    if (lost[0] != 0) fail("events were lost: " + lost[0]);
    LongBinaryOperator[] broken = new LongBinaryOperator[11];
    broken[ALLOCATED] = (a, b) -> { throw new IllegalStateException("broken sink"); };
    hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) broken);
    unsafe.freeMemory(unsafe.allocateMemory(64));
    if (lost[0] == 0) fail("a lost event left no trace");
    long was = lost[0];
    if (!(boolean) hooks.getMethod("unsubscribe", LongBinaryOperator[].class).invoke(null, (Object) broken)) fail("unsubscribe");
    unsafe.freeMemory(unsafe.allocateMemory(64));
    if (lost[0] != was) fail("an unsubscribed sink is still called");

    System.out.println(failures == 0 ? "all events seen" : failures + " failures");
    System.exit(failures == 0 ? 0 : 1);
  }

  static long address(ByteBuffer buffer) throws Exception {
    return (long) hooks.getMethod("address", java.nio.Buffer.class).invoke(null, buffer);
  }

  static void expect(String what, int kind, long first, long second) {
    int found = 0;
    for (long[] event : seen) {
      if (event[0] == kind && event[1] == first && event[2] == second) found++;
    }
    if (found != 1) fail(what + ": kind " + kind + " (" + first + ", " + second + ") seen " + found + " times in " + describe());
  }

  static void none(String what) {
    if (!seen.isEmpty()) fail(what + " should cause no event: " + describe());
  }

  static String describe() {
    StringBuilder text = new StringBuilder();
    for (long[] event : seen) text.append(java.util.Arrays.toString(event));
    return text.toString();
  }

  static void fail(String what) {
    failures++;
    System.out.println("FAIL " + what);
  }

  static sun.misc.Unsafe unsafe() {
    try {
      Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (sun.misc.Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
