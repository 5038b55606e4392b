package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.INFO$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The library: whether it is there, its version, and what it finds on this machine. Thread-safe. */
public final class Libfabric {
  /** The interface that this package is written to, and says so; a later library behaves to it as that one did. */
  static final int API = FabricConstants.version(1, 17);

  private static final int ENODATA = 61;

  private Libfabric() {}

  /** Why libfabric cannot be used in this process; empty if it can. */
  public static Optional<String> whyNot() {
    try {
      int version = Functions.version();
      return version >= API ? Optional.empty() : Optional.of(Functions.FILE + " is version " + dotted(version) + "; 1.17 or later is needed");
    } catch (IllegalArgumentException | LinkageError e) {
      Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
      return Optional.of(Functions.FILE + " cannot be loaded (Debian: apt-get install libfabric1): " + cause.getMessage());
    }
  }

  /** The library's interface version, such as {@code 1.17}. */
  public static String version() {
    return dotted(Functions.version());
  }

  private static String dotted(int version) {
    return (version >>> 16) + "." + (version & 0xFFFF);
  }

  /**
   * What this machine offers that answers {@code hints}, best first: {@code fi_getinfo}. The first call sets up all providers, which takes
   * some time.
   *
   * @return empty if there is nothing
   * @throws FabricException if libfabric fails for another reason
   */
  public static List<Info> getInfo(Hints hints) {
    long wanted = hints.allocate();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment node = hints.node() == null ? MemorySegment.NULL : arena.allocateFrom(hints.node());
      MemorySegment service = hints.service() == null ? MemorySegment.NULL : arena.allocateFrom(hints.service());
      MemorySegment found = arena.allocate(JAVA_LONG);
      int result = (int) SignalActions.kept(() -> Functions.getinfo(API, node, service, hints.flags(), wanted, found));
      if (result == -ENODATA) {
        return List.of();
      }
      FabricException.check("fi_getinfo", result);
      return copies(found.get(JAVA_LONG, 0));
    } finally {
      Functions.freeinfo(wanted);
    }
  }

  private static List<Info> copies(long first) {
    try {
      List<Info> copies = new ArrayList<>();
      for (long info = first; info != 0; info = NativeMemory.word(info, INFO$LAYOUT, "next")) {
        copies.add(Info.copyOf(info));
      }
      return List.copyOf(copies);
    } finally {
      Functions.freeinfo(first);
    }
  }
}
