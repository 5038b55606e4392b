package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Scene;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;

/** System calls by number, through handles of {@code syscall} with as many arguments as each has. */
@SuppressWarnings("restricted")
final class SyscallPaths {
  private static final long PAGE = 4_096;
  private static final long SIZE = 101 * PAGE;
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(1);

  private SyscallPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("syscall-munmap", scene -> page(scene, block -> call(Libc.number(11, 215), block + 50 * PAGE, PAGE)));
    paths.put("syscall-madvise", scene -> page(scene, block -> call(Libc.number(28, 233), block + 50 * PAGE, PAGE, 4)));
    paths.put("syscall-mmap-fixed", scene -> page(scene, block -> call(Libc.number(9, 222), block + 50 * PAGE, PAGE,
        Libc.PROT_READ_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED, -1, 0)));
    paths.put("syscall-mremap", scene -> page(scene, SyscallPaths::moveAndBack));
    paths.put("syscall-unbound", scene -> page(scene, SyscallPaths::unbound));
    paths.put("syscall-getpid", scene -> page(scene, block -> call(Libc.number(39, 172))));
    paths.put("syscall-brk-asked", scene -> page(scene, block -> call(Libc.number(12, 214), 0)));
    paths.put("syscall-process-madvise", SyscallPaths::processMadvise);
    paths.put("syscall-ftruncate", scene -> FileCallPaths.changed(scene, (name, file, arena) -> call(Libc.number(77, 46), file, 8_209)));
    paths.put("syscall-truncate", scene ->
        FileCallPaths.changed(scene, (name, file, arena) -> call(Libc.number(76, 45), name.address(), 8_209)));
    paths.put("syscall-fallocate-punch", scene ->
        FileCallPaths.changed(scene, (name, file, arena) -> call(Libc.number(285, 47), file, 3, 40_960, 81_920)));
    paths.put("syscall-openat-truncate", scene -> FileCallPaths.changed(scene, (name, file, arena) ->
        FileCallPaths.close((int) call(Libc.number(257, 56), -100, name.address(), 0x202, 0))));
    paths.put("syscall-shmdt", SyscallPaths::shmdt);
  }

  private interface OnBlock {
    long call(long block) throws Throwable;
  }

  static long call(long number, long... arguments) throws Throwable {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length + 1];
    Arrays.fill(layouts, JAVA_LONG);
    MethodHandle syscall = Linker.nativeLinker().downcallHandle(Libc.symbol("syscall"), FunctionDescriptor.of(JAVA_LONG, layouts), VARIADIC);
    Object[] all = new Object[arguments.length + 1];
    all[0] = number;
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i];
    }
    return (long) syscall.invokeWithArguments(all);
  }

  /** Something happens to one page in the middle of a mapping. */
  private static void page(Scene scene, OnBlock change) throws Throwable {
    long block = Libc.mmap(SIZE);
    scene.watch("before", block, 50 * PAGE);
    scene.watch("page", block + 50 * PAGE, PAGE);
    scene.watch("after", block + 51 * PAGE, 50 * PAGE);
    scene.step("mapped");
    scene.note("done", change.call(block) != -1);
    scene.step("called");
    Libc.munmap(block, SIZE);
    scene.step("all-unmapped");
  }

  private static long moveAndBack(long block) throws Throwable {
    long page = block + 50 * PAGE;
    long elsewhere = Libc.mmap(PAGE);
    if (call(Libc.number(25, 216), page, PAGE, PAGE, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, elsewhere) != elsewhere) {
      return -1;
    }
    return call(Libc.number(25, 216), elsewhere, PAGE, PAGE, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, page);
  }

  /** The number as an int, the function's address as an argument of the handle. */
  private static long unbound(long block) throws Throwable {
    MethodHandle syscall = Linker.nativeLinker()
        .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), VARIADIC);
    MemorySegment page = MemorySegment.ofAddress(block + 50 * PAGE);
    return (long) syscall.invokeExact(Libc.symbol("syscall"), (int) Libc.number(11, 215), page, PAGE);
  }

  /** It is not said whose memory, so all of this process's may be meant; the descriptor is none here. */
  private static void processMadvise(Scene scene) throws Throwable {
    scene.withoutNeighbour();
    long block = Libc.mmap(SIZE);
    scene.watch("whole", block, SIZE);
    scene.step("mapped");
    scene.note("result", call(Libc.number(440, 440), -1, 0, 0, 4, 0));
    scene.step("called");
    scene.note("harmless", call(Libc.number(440, 440), -1, 0, 0, 3, 0));
    scene.watch("again", block, SIZE);
    scene.step("harmless-called");
    Libc.munmap(block, SIZE);
    scene.step("unmapped");
  }

  private static void shmdt(Scene scene) throws Throwable {
    scene.withoutNeighbour();
    long id = call(Libc.number(29, 194), 0, SIZE, 0x200 | 0x180);
    long block = call(Libc.number(30, 196), id, 0, 0);
    scene.note("attached", call(Libc.number(31, 195), id, 0, 0) == 0);
    scene.watch("whole", block, SIZE);
    scene.step("attached-step");
    scene.note("result", call(Libc.number(67, 197), block));
    scene.step("detached");
  }
}
