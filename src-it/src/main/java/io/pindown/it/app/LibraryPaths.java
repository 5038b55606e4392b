package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.EventKind;
import io.pindown.registry.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A native library that goes, with the memory of its variables: its class loader is collected. */
public final class LibraryPaths {
  private LibraryPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("library-collected", LibraryPaths::collected);
  }

  private static void collected(Scene scene) throws Exception {
    scene.withoutNeighbour(); // the event names no range
    Path library = library();
    WeakReference<?>[] owner = new WeakReference<?>[1];
    Watch watch = loaded(scene, library, owner);
    scene.step("loaded");
    long ends = AddressSpace.process().eventCount(EventKind.CHANGE_END);
    scene.collect(owner[0], watch);
    while (isMapped(library) || Scene.hooked() && AddressSpace.process().eventCount(EventKind.CHANGE_END) == ends) {
      Thread.onSpinWait(); // the thread that unloads is not this one; a scene after this must not see its end
    }
    scene.step("unloaded");
    AddressSpace.process().undeclare(watch.start());
    Files.delete(library);
  }

  private static Watch loaded(Scene scene, Path library, WeakReference<?>[] owner) throws Exception {
    Throwaway loader = new Throwaway();
    loader.define().getMethod("load", String.class).invoke(null, library.toString());
    owner[0] = new WeakReference<>(loader);
    return watchData(scene, library);
  }

  /** A library that every JDK has and that needs nothing, under a name of its own. */
  public static Path library() throws IOException {
    Path copy = Files.createTempFile(Path.of("").toAbsolutePath(), "library", ".so");
    Files.write(copy, Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib", "libjimage.so")));
    return copy;
  }

  /** Declares the page of the library's variables to be memory of the program's own, and watches it. */
  public static Watch watchData(Scene scene, Path library) throws IOException {
    long start = data(library);
    AddressSpace.process().declare(start, 4_096);
    return scene.watchOnly("data", start, 4_096);
  }

  /** The address of the page of the library's variables. */
  public static long data(Path library) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      if (line.contains(" rw-p ") && line.endsWith(library.toString())) {
        return Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
      }
    }
    throw new IllegalStateException("no writable page of " + library + " in /proc/self/maps");
  }

  public static boolean isMapped(Path library) throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains(library.toString());
  }

  /** Loads libraries for its class's loader. */
  public static final class Loading {
    private Loading() {}

    public static void load(String library) {
      System.load(library);
    }
  }

  /** Has a class of its own, to be collected with it. */
  private static final class Throwaway extends ClassLoader {
    Class<?> define() throws IOException {
      try (InputStream in = LibraryPaths.class.getResourceAsStream("LibraryPaths$Loading.class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(null, bytes, 0, bytes.length);
      }
    }
  }
}
