package io.pindown.it.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.it.app.HookedPath;
import io.pindown.it.app.LibraryPaths;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.Scene;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Calls that take a file's pages away by its name or descriptor, while it is mapped; and the one that takes a library away. */
final class FileCallPaths {
  private static final int FILE = 700_001;
  private static final int O_RDWR = 2;
  private static final int O_TRUNC = 0x200;
  private static final int AT_FDCWD = -100;

  private FileCallPaths() {}

  interface Call {
    /** Returns less than 0 for failure. */
    long on(MemorySegment name, int descriptor, Arena arena) throws Throwable;
  }

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("downcall-truncate", scene -> changed(scene, (name, file, arena) ->
        (int) Libc.bound("truncate", JAVA_INT, ADDRESS, JAVA_LONG).invokeExact(name, 8_209L)));
    paths.put("downcall-ftruncate", scene -> changed(scene, (name, file, arena) ->
        (int) Libc.bound("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG).invokeExact(file, 8_209L)));
    paths.put("downcall-ftruncate64", scene -> changed(scene, (name, file, arena) ->
        (int) Libc.bound("ftruncate64", JAVA_INT, JAVA_INT, JAVA_LONG).invokeExact(file, 8_209L)));
    paths.put("downcall-fallocate-punch", scene -> changed(scene, (name, file, arena) -> fallocate(file, 3)));
    paths.put("downcall-fallocate-keep-size", scene -> changed(scene, (name, file, arena) -> fallocate(file, 1)));
    paths.put("downcall-open-truncate", scene -> changed(scene, (name, file, arena) ->
        close((int) Libc.bound("open", JAVA_INT, ADDRESS, JAVA_INT).invokeExact(name, O_RDWR | O_TRUNC))));
    paths.put("downcall-open64-truncate", scene -> changed(scene, (name, file, arena) ->
        close((int) Libc.bound("open64", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT).invokeExact(name, O_RDWR | O_TRUNC, 0))));
    paths.put("downcall-openat-truncate", scene -> changed(scene, (name, file, arena) ->
        close((int) Libc.bound("openat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT).invokeExact(AT_FDCWD, name, O_RDWR | O_TRUNC))));
    paths.put("downcall-open", scene -> changed(scene, (name, file, arena) ->
        close((int) Libc.bound("open", JAVA_INT, ADDRESS, JAVA_INT).invokeExact(name, O_RDWR))));
    paths.put("downcall-creat", scene -> changed(scene, (name, file, arena) ->
        close((int) Libc.bound("creat", JAVA_INT, ADDRESS, JAVA_INT).invokeExact(name, 0x180))));
    paths.put("downcall-fopen-w", scene -> changed(scene, (name, file, arena) -> fopen(name, arena, "w")));
    paths.put("downcall-fopen-a", scene -> changed(scene, (name, file, arena) -> fopen(name, arena, "a")));
    paths.put("downcall-freopen-w", scene -> changed(scene, FileCallPaths::freopen));
    paths.put("downcall-dlclose", FileCallPaths::dlclose);
  }

  private static long fallocate(int file, int mode) throws Throwable {
    return (int) Libc.bound("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG).invokeExact(file, mode, 40_960L, 81_920L);
  }

  static int close(int descriptor) throws Throwable {
    return descriptor < 0 ? -1 : (int) Libc.bound("close", JAVA_INT, JAVA_INT).invokeExact(descriptor);
  }

  private static long fopen(MemorySegment name, Arena arena, String mode) throws Throwable {
    MemorySegment stream = (MemorySegment) Libc.bound("fopen", ADDRESS, ADDRESS, ADDRESS).invokeExact(name, string(arena, mode));
    return stream.address() == 0 ? -1 : (int) Libc.bound("fclose", JAVA_INT, ADDRESS).invokeExact(stream);
  }

  private static long freopen(MemorySegment name, int file, Arena arena) throws Throwable {
    MemorySegment stream = (MemorySegment) Libc.bound("fopen", ADDRESS, ADDRESS, ADDRESS).invokeExact(name, string(arena, "r"));
    MemorySegment again = (MemorySegment) Libc.bound("freopen", ADDRESS, ADDRESS, ADDRESS, ADDRESS)
        .invokeExact(name, string(arena, "w"), stream);
    return again.address() == 0 ? -1 : (int) Libc.bound("fclose", JAVA_INT, ADDRESS).invokeExact(again);
  }

  static MemorySegment string(Arena arena, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    MemorySegment string = arena.allocate(bytes.length);
    string.copyFrom(MemorySegment.ofArray(bytes));
    return string;
  }

  static void changed(Scene scene, Call call) throws Throwable {
    try (MappedFile file = new MappedFile(FILE);
        Arena arena = Arena.ofConfined();
        Arena mapping = Arena.ofConfined()) {
      MemorySegment mapped = file.channel.map(MapMode.READ_WRITE, 0, FILE, mapping);
      MemorySegment name = string(arena, file.path.toString());
      int descriptor = (int) Libc.bound("open", JAVA_INT, ADDRESS, JAVA_INT).invokeExact(name, O_RDWR);
      scene.watch("mapping", mapped.address(), FILE);
      scene.step("mapped");
      scene.note("done", call.on(name, descriptor, arena) >= 0);
      scene.step("truncated");
      scene.note("size", file.channel.size());
      close(descriptor);
    }
  }

  private static void dlclose(Scene scene) throws Throwable {
    scene.withoutNeighbour(); // the event names no range
    Path library = LibraryPaths.library();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment) Libc.bound("dlopen", ADDRESS, ADDRESS, JAVA_INT).invokeExact(string(arena, library.toString()), 2);
      Watch watch = LibraryPaths.watchData(scene, library);
      scene.step("loaded");
      scene.note("result", (int) Libc.bound("dlclose", JAVA_INT, ADDRESS).invokeExact(handle));
      scene.step("unloaded");
      AddressSpace.process().undeclare(watch.start());
    }
    Files.delete(library);
  }
}
