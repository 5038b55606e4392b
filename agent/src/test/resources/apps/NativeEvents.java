import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** Arenas, mapped segments, and libc functions called through handles of every form. */
public class NativeEvents {
  static final int ALLOCATED = 0, FREED = 1, BEGIN = 2, END = 3, MAPPED = 4, UNMAPPED = 5, CHANGE_BEGIN = 6, CHANGE_END = 7,
      TRUNCATION_BEGIN = 8, TRUNCATION_END = 9, ARENA_CLOSED = 10;
  static final List<long[]> seen = new ArrayList<>();
  static final Thread me = Thread.currentThread();
  static final Linker linker = Linker.nativeLinker();
  static int failures;
  static final ValueLayout.OfLong J = ValueLayout.JAVA_LONG;
  static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
  static final MemoryLayout P = ValueLayout.ADDRESS;

  public static void main(String[] arguments) throws Throwable {
    Class<?> hooks = Class.forName("java.lang.$PindownHooks", false, null);
    LongBinaryOperator[] sinks = new LongBinaryOperator[11];
    for (int kind = 0; kind < sinks.length; kind++) {
      int k = kind;
      sinks[kind] = (a, b) -> {
        if (Thread.currentThread() == me) seen.add(new long[] {k, a, b});
        return 0;
      };
    }
    hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks);
    arenas();
    bound();
    unbound();
    withErrno();
    critical();
    mappings();
    files();
    if (((long[]) hooks.getField("lost").get(null))[0] != 0) fail("events were lost");
    System.out.println(failures == 0 ? "all events seen" : failures + " failures");
    System.exit(failures == 0 ? 0 : 1);
  }

  static void arenas() throws Exception {
    Arena confined = Arena.ofConfined();
    long at = confined.allocate(1_999_993, 8).address();
    expectBase("arena allocates", ALLOCATED, at);
    confined.close();
    if (count(ARENA_CLOSED) != 1) fail("close of an arena");
    expect("arena frees", FREED, at, 0);
    int closed = order(ARENA_CLOSED, -1), freed = order(FREED, at);
    if (closed > freed) fail("the arena's end comes after its memory's");
    seen.clear();
    try {
      confined.close();
      fail("second close");
    } catch (IllegalStateException expected) {
      if (count(ARENA_CLOSED) != 0) fail("a failed close gives an event");
    }
    try (Arena shared = Arena.ofShared()) {
      Path file = Files.createTempFile("pindown-native-", ".tmp");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
        MemorySegment mapped = channel.map(MapMode.PRIVATE, 0, 8_191, shared);
        expect("map into an arena", MAPPED, mapped.address(), 8_191);
        mapped.unload();
        expect("unload begins", CHANGE_BEGIN, mapped.address(), 8_191);
        expect("unload ends", CHANGE_END, mapped.address(), 8_191);
        mappedAt = mapped.address();
      }
    }
    expect("arena unmaps", UNMAPPED, mappedAt, 8_191);
  }

  static long mappedAt;

  static void bound() throws Throwable {
    MethodHandle malloc = link("malloc", FunctionDescriptor.of(P, J));
    MethodHandle free = link("free", FunctionDescriptor.ofVoid(P));
    MethodHandle realloc = link("realloc", FunctionDescriptor.of(P, P, J));
    MemorySegment block = (MemorySegment) malloc.invokeExact(10_007L);
    expect("malloc", ALLOCATED, block.address(), 10_007);
    MemorySegment moved = (MemorySegment) realloc.invokeExact(block, 60_000_011L);
    expect("realloc begins", BEGIN, block.address(), 60_000_011);
    expect("realloc ends", END, block.address(), moved.address());
    free.invokeExact(moved);
    expect("free", FREED, moved.address(), 0);
    seen.clear();
    free.invokeExact(MemorySegment.NULL);
    if (!seen.isEmpty()) fail("free(NULL): " + describe());

    long cleared = (long) link("calloc", FunctionDescriptor.of(J, J, J)).invokeExact(7L, 1_009L);
    expect("calloc", ALLOCATED, cleared, 7_063);
    link("free", FunctionDescriptor.ofVoid(J)).invokeExact(cleared);
    expect("free of a number", FREED, cleared, 0);
    seen.clear();
    MemorySegment fromNull = (MemorySegment) realloc.invokeExact(MemorySegment.NULL, 4_099L);
    expect("realloc(NULL, n)", ALLOCATED, fromNull.address(), 4_099);
    MemorySegment gone = (MemorySegment) realloc.invokeExact(fromNull, 0L);
    expect("realloc(p, 0)", FREED, fromNull.address(), 0);
    seen.clear();
    MemorySegment aligned = (MemorySegment) link("aligned_alloc", FunctionDescriptor.of(P, J, J)).invokeExact(4_096L, 12_288L);
    expect("aligned_alloc", ALLOCATED, aligned.address(), 12_288);
    free.invokeExact(aligned);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(8, 8);
      int status = (int) link("posix_memalign", FunctionDescriptor.of(I, P, J, J)).invokeExact(out, 64L, 5_003L);
      expect("posix_memalign", ALLOCATED, out.get(J, 0), 5_003);
      free.invokeExact(MemorySegment.ofAddress(out.get(J, 0)));
      seen.clear();
      status = (int) link("posix_memalign", FunctionDescriptor.of(I, P, J, J)).invokeExact(out, 3L, 5_003L);
      if (status == 0 || count(ALLOCATED) != 0) fail("posix_memalign with a bad alignment: " + status + describe());
    }
    if ((int) link("abs", FunctionDescriptor.of(I, I)).invokeExact(-5) != 5) fail("abs");
  }

  static void unbound() throws Throwable {
    MethodHandle oneArgument = linker.downcallHandle(FunctionDescriptor.of(P, J));
    MethodHandle ending = linker.downcallHandle(FunctionDescriptor.ofVoid(P));
    MemorySegment block = (MemorySegment) oneArgument.invokeExact(symbol("malloc"), 6_007L);
    expect("malloc, unbound", ALLOCATED, block.address(), 6_007);
    seen.clear();
    ending.invokeExact(symbol("free"), block);
    expect("free, unbound", FREED, block.address(), 0);
    seen.clear();
    int absolute = (int) linker.downcallHandle(FunctionDescriptor.of(I, I)).invokeExact(symbol("abs"), -7);
    if (absolute != 7 || !seen.isEmpty()) fail("abs, unbound: " + absolute + describe());
    // the other way to find a function
    MethodHandle dlsym = link("dlsym", FunctionDescriptor.of(P, P, P));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(16, 1);
      byte[] letters = "free".getBytes();
      MemorySegment.copy(letters, 0, name, ValueLayout.JAVA_BYTE, 0, letters.length);
      MemorySegment byName = (MemorySegment) dlsym.invokeExact(MemorySegment.NULL, name);
      seen.clear();
      MemorySegment again = (MemorySegment) oneArgument.invokeExact(symbol("malloc"), 6_011L);
      linker.downcallHandle(byName, FunctionDescriptor.ofVoid(P)).invokeExact(again);
      expect("free found by dlsym", FREED, again.address(), 0);
    }
  }

  /** The segment for errno comes before the function's own arguments, and after the address. */
  static void withErrno() throws Throwable {
    Linker.Option errno = Linker.Option.captureCallState("errno");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MethodHandle mmap = linker.downcallHandle(symbol("mmap"), FunctionDescriptor.of(P, P, J, I, I, I, J), errno);
      MethodHandle munmap = linker.downcallHandle(FunctionDescriptor.of(I, P, J), errno);
      MemorySegment map = (MemorySegment) mmap.invokeExact(state, MemorySegment.NULL, 20_011L, 3, 0x22, -1, 0L);
      expect("mmap with errno", MAPPED, map.address(), 20_011);
      int status = (int) munmap.invokeExact(symbol("munmap"), state, map, 20_011L);
      expect("munmap with errno, unbound", UNMAPPED, map.address(), 20_011);
      status = (int) munmap.invokeExact(symbol("munmap"), state, MemorySegment.ofAddress(4_097), 4_096L);
      if (status != -1 || state.get(I, 0) != 22) fail("errno of a failed munmap: " + status + ", " + state.get(I, 0));
      seen.clear();
      MemorySegment failed = (MemorySegment) mmap.invokeExact(state, MemorySegment.NULL, 0L, 3, 0x22, -1, 0L);
      if (failed.address() != -1 || count(MAPPED) != 0) fail("a failed mmap: " + describe());
    }
  }

  /** Without a change of thread state; the option has another name before 22. */
  static void critical() throws Throwable {
    Linker.Option option;
    try {
      option = (Linker.Option) Linker.Option.class.getMethod("critical", boolean.class).invoke(null, true);
    } catch (NoSuchMethodException before22) {
      option = (Linker.Option) Linker.Option.class.getMethod("isTrivial").invoke(null);
    }
    MethodHandle malloc = linker.downcallHandle(symbol("malloc"), FunctionDescriptor.of(P, J), option);
    MethodHandle free = linker.downcallHandle(FunctionDescriptor.ofVoid(P), option);
    MemorySegment block = (MemorySegment) malloc.invokeExact(8_009L);
    expect("critical malloc", ALLOCATED, block.address(), 8_009);
    seen.clear();
    free.invokeExact(symbol("free"), block);
    expect("critical free, unbound", FREED, block.address(), 0);
    if (Runtime.version().feature() >= 22) {
      arrays(option);
    }
  }

  /** Critical functions take arrays, too, whose addresses nobody knows: what is in them must not be looked for. */
  static void arrays(Linker.Option option) throws Throwable {
    MethodHandle memalign = linker.downcallHandle(symbol("posix_memalign"), FunctionDescriptor.of(I, P, J, J), option);
    long[] out = new long[2];
    seen.clear();
    int status = (int) memalign.invokeExact(MemorySegment.ofArray(out).asSlice(8), 64L, 5_003L);
    if (status != 0 || out[1] == 0L) fail("posix_memalign into an array: " + status);
    if (count(ALLOCATED) != 0) fail("posix_memalign into an array: " + describe());
    MethodHandle free = linker.downcallHandle(symbol("free"), FunctionDescriptor.ofVoid(J), option);
    free.invokeExact(out[1]);
    expect("free of what was allocated so", FREED, out[1], 0);
    MethodHandle fopen = linker.downcallHandle(symbol("fopen"), FunctionDescriptor.of(J, P, P), option);
    Path file = Files.createTempFile("pindown-native-", ".tmp");
    seen.clear();
    try {
      long stream = (long) fopen.invokeExact(
          MemorySegment.ofArray(file.toString().concat("\0").getBytes()), MemorySegment.ofArray("rw\0".getBytes()).asSlice(1));
      expect("fopen with its mode in an array", TRUNCATION_BEGIN, 0, 0);
      int closed = (int) linker.downcallHandle(symbol("fclose"), FunctionDescriptor.of(I, J)).invokeExact(stream);
    } finally {
      Files.delete(file);
    }
  }

  static void mappings() throws Throwable {
    MethodHandle mmap = link("mmap", FunctionDescriptor.of(J, J, J, I, I, I, J));
    MethodHandle mremap = link("mremap", FunctionDescriptor.of(J, J, J, J, I));
    MethodHandle mremapTo = linker.downcallHandle(symbol("mremap"), FunctionDescriptor.of(J, J, J, J, I, J), Linker.Option.firstVariadicArg(4));
    MethodHandle madvise = link("madvise", FunctionDescriptor.of(I, J, J, I));
    MethodHandle munmap = link("munmap", FunctionDescriptor.of(I, J, J));
    long at = (long) mmap.invokeExact(0L, 81_920L, 3, 0x22, -1, 0L);
    expect("mmap", MAPPED, at, 81_920);
    seen.clear();
    long over = (long) mmap.invokeExact(at + 8_192, 4_096L, 3, 0x32, -1, 0L);
    expect("mmap over: begin", CHANGE_BEGIN, at + 8_192, 4_096);
    expect("mmap over: end", CHANGE_END, at + 8_192, 4_096);
    expect("mmap over", MAPPED, at + 8_192, 4_096);
    seen.clear();
    int status = (int) madvise.invokeExact(at, 4_096L, 3);
    if (status != 0 || !seen.isEmpty()) fail("madvise(WILLNEED): " + describe());
    status = (int) madvise.invokeExact(at, 8_192L, 4);
    expect("madvise(DONTNEED) begins", CHANGE_BEGIN, at, 8_192);
    expect("madvise(DONTNEED) ends", CHANGE_END, at, 8_192);
    status = (int) munmap.invokeExact(at + 8_192, 4_096L);
    seen.clear();
    long elsewhere = (long) mmap.invokeExact(0L, 40_960L, 3, 0x22, -1, 0L);
    long grown = (long) mremap.invokeExact(at, 8_192L, 409_600L, 1);
    expect("mremap begins", CHANGE_BEGIN, at, 8_192);
    expect("mremap takes the old", UNMAPPED, at, 8_192);
    expect("mremap ends", CHANGE_END, at, 8_192);
    expect("mremap gives the new", MAPPED, grown, 409_600);
    seen.clear();
    long placed = (long) mremapTo.invokeExact(grown, 40_960L, 40_960L, 3, elsewhere);
    if (placed != elsewhere) fail("mremap to a place: " + placed);
    expect("mremap to: old begins", CHANGE_BEGIN, grown, 40_960);
    expect("mremap to: new begins", CHANGE_BEGIN, elsewhere, 40_960);
    expect("mremap to: new ends", CHANGE_END, elsewhere, 40_960);
    expect("mremap to", MAPPED, elsewhere, 40_960);
    seen.clear();
    status = (int) munmap.invokeExact(elsewhere, 40_960L);
    expect("munmap", UNMAPPED, elsewhere, 40_960);
  }

  static void files() throws Throwable {
    seen.clear();
    int status = (int) link("ftruncate", FunctionDescriptor.of(I, I, J)).invokeExact(-1, 3_001L);
    expect("ftruncate begins", TRUNCATION_BEGIN, 3_001, 0);
    expect("ftruncate ends", TRUNCATION_END, 3_001, 0);
    seen.clear();
    long copied = (long) link("copy_file_range", FunctionDescriptor.of(J, I, J, I, J, J, I)).invokeExact(-1, 0L, -1, 0L, 1L, 0);
    expect("copy_file_range begins", TRUNCATION_BEGIN, 0, 0);
    expect("copy_file_range ends", TRUNCATION_END, 0, 0);
    seen.clear();
    if (System.getProperty("os.arch").equals("amd64")) {
      copied = (long) link("syscall", FunctionDescriptor.of(J, J, J, J, J, J, J, J)).invokeExact(326L, -1L, 0L, -1L, 0L, 1L, 0L);
      expect("copy_file_range by its number begins", TRUNCATION_BEGIN, 0, 0);
      expect("copy_file_range by its number ends", TRUNCATION_END, 0, 0);
    }
    seen.clear();
    status = (int) link("brk", FunctionDescriptor.of(I, J)).invokeExact(1L);
    expect("brk begins", CHANGE_BEGIN, 1, Long.MAX_VALUE - 1);
    expect("brk ends", CHANGE_END, 1, Long.MAX_VALUE - 1);
    seen.clear();
    status = (int) link("shmdt", FunctionDescriptor.of(I, J)).invokeExact(4_096L);
    expect("shmdt begins", CHANGE_BEGIN, 4_096, Long.MAX_VALUE - 4_096);
    expect("shmdt ends", CHANGE_END, 4_096, Long.MAX_VALUE - 4_096);
    try (Arena arena = Arena.ofConfined()) {
      byte[] letters = ("/pindown-native-" + ProcessHandle.current().pid() + "\0").getBytes();
      MemorySegment name = arena.allocate(letters.length, 1);
      MemorySegment.copy(letters, 0, name, ValueLayout.JAVA_BYTE, 0, letters.length);
      seen.clear();
      int memory = (int) link("shm_open", FunctionDescriptor.of(I, P, I, I)).invokeExact(name, 0x242, 0600); // O_RDWR, O_CREAT, O_TRUNC
      expect("shm_open begins", TRUNCATION_BEGIN, 0, 0);
      expect("shm_open ends", TRUNCATION_END, 0, 0);
      if (memory < 0) fail("shm_open");
      status = (int) link("close", FunctionDescriptor.of(I, I)).invokeExact(memory);
      status = (int) link("shm_unlink", FunctionDescriptor.of(I, P)).invokeExact(name);
    }
  }

  static MemorySegment symbol(String name) {
    SymbolLookup lookup = linker.defaultLookup();
    return lookup.find(name).get();
  }

  static MethodHandle link(String name, FunctionDescriptor type) {
    return linker.downcallHandle(symbol(name), type);
  }

  static int count(int kind) {
    int count = 0;
    for (long[] event : seen) count += event[0] == kind ? 1 : 0;
    return count;
  }

  static int order(int kind, long first) {
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i)[0] == kind && (first < 0 || seen.get(i)[1] == first)) return i;
    }
    return Integer.MAX_VALUE;
  }

  static void expect(String what, int kind, long first, long second) {
    int found = 0;
    for (long[] event : seen) {
      if (event[0] == kind && event[1] == first && event[2] == second) found++;
    }
    if (found != 1) fail(what + ": kind " + kind + " (" + first + ", " + second + ") seen " + found + " times in " + describe());
  }

  static void expectBase(String what, int kind, long first) {
    if (order(kind, first) == Integer.MAX_VALUE) fail(what + ": kind " + kind + " at " + first + " in " + describe());
  }

  static String describe() {
    StringBuilder text = new StringBuilder();
    for (long[] event : seen) text.append(Arrays.toString(event));
    return text.toString();
  }

  static void fail(String what) {
    failures++;
    System.out.println("FAIL " + what);
  }
}
