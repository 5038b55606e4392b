package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs every path in turn and writes what each one's watches saw. Arguments: {@code foreign} adds the paths of the FFM API, whose
 * class files are not for 17; {@code foreign-only} leaves out the rest, which frees by sun.misc.Unsafe; {@code meet} waits for the test at first,
 * after all that the JDK needs for the paths has been used once.
 */
public final class PathsApp {
  private static final String FOREIGN = "io.pindown.it.foreign.ForeignPaths";

  private PathsApp() {}

  public static void main(String[] args) throws Exception {
    List<String> choice = List.of(args);
    if (choice.contains("meet")) {
      useTheJdkOnce();
      Meeting.ready();
    }
    Map<String, HookedPath> paths = paths(!choice.contains("foreign-only"), choice.contains("foreign") || choice.contains("foreign-only"));
    Artefact artefact = new Artefact();
    artefact.put("hooked", AddressSpace.process().hooked());
    artefact.put("paths", String.join(" ", paths.keySet()));
    paths.forEach((name, path) -> run(name, path, artefact));
    artefact.put("covers-blocks", AddressSpace.process().covers(false));
    artefact.put("covers-mappings", AddressSpace.process().covers(true));
    artefact.put("gaps", AddressSpace.process().coverage().gaps());
    artefact.write();
  }

  /** By name, in the order to run them in: those of the JDK's older API, and those of the FFM API. */
  public static Map<String, HookedPath> paths(boolean older, boolean foreign) throws ReflectiveOperationException {
    Map<String, HookedPath> paths = new LinkedHashMap<>();
    if (older) {
      UnsafePaths.addTo(paths);
      DirectBufferPaths.addTo(paths);
      MappedPaths.addTo(paths);
      ReflectivePaths.addTo(paths);
      TruncationPaths.addTo(paths);
      LibraryPaths.addTo(paths);
      TemporaryBufferPaths.addTo(paths);
    }
    if (foreign) {
      Class.forName(FOREIGN).getMethod("addTo", Map.class).invoke(null, paths);
    }
    if (older) {
      MappedPaths.addLastTo(paths);
    }
    return paths;
  }

  /** So that the classes are loaded before the agent comes. */
  public static void useTheJdkOnce() throws IOException {
    try (MappedFile file = new MappedFile(8_209)) {
      OffHeap.invokeCleaner(file.channel.map(MapMode.READ_WRITE, 0, 8_209));
      file.channel.truncate(1);
    }
    OffHeap.invokeCleaner(ByteBuffer.allocateDirect(8_209));
  }

  private static void run(String name, HookedPath path, Artefact artefact) {
    try (Scene scene = new Scene(name, artefact)) {
      path.run(scene);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }
}
