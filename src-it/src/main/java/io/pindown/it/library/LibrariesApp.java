package io.pindown.it.library;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.HookedPath;
import io.pindown.it.app.Meeting;
import io.pindown.it.app.Scene;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the paths of the libraries that its arguments name, and writes what each one's watches saw. With {@code meet} it uses each library
 * once, and then waits for the test.
 */
public final class LibrariesApp {
  private LibrariesApp() {}

  public static void main(String[] arguments) throws Exception {
    List<String> choice = new ArrayList<>(List.of(arguments));
    boolean meet = choice.remove("meet");
    Map<String, HookedPath> paths = paths(choice);
    Artefact artefact = new Artefact();
    if (meet) {
      // a registry of core would need the hooks, so what this leaves in the artefact is written over
      for (Map.Entry<String, HookedPath> path : paths.entrySet()) {
        run(path.getKey(), path.getValue(), artefact);
      }
      Meeting.ready();
    }
    artefact.put("hooked", AddressSpace.process().linkHooks());
    paths.forEach((name, path) -> run(name, path, artefact));
    artefact.put("paths", String.join(" ", paths.keySet()));
    artefact.write();
  }

  /** By name, in the order to run them in. */
  public static Map<String, HookedPath> paths(List<String> libraries) {
    Map<String, HookedPath> paths = new LinkedHashMap<>();
    for (String library : libraries) {
      Library.valueOf(library).addTo(paths);
    }
    return paths;
  }

  private static void run(String name, HookedPath path, Artefact artefact) {
    try (Scene scene = new Scene(name, artefact)) {
      path.run(scene);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }

  /** The libraries by the names of arguments. */
  private enum Library {
    jna {
      @Override
      void addTo(Map<String, HookedPath> paths) {
        JnaPaths.addTo(paths);
      }
    },
    lwjgl {
      @Override
      void addTo(Map<String, HookedPath> paths) {
        LwjglPaths.addTo(paths);
      }
    },
    jemalloc {
      @Override
      void addTo(Map<String, HookedPath> paths) {
        JemallocPaths.addTo(paths);
      }
    },
    chronicle {
      @Override
      void addTo(Map<String, HookedPath> paths) {
        ChroniclePaths.addTo(paths);
      }
    },
    netty {
      @Override
      void addTo(Map<String, HookedPath> paths) {
        NettyPaths.addTo(paths);
      }
    };

    abstract void addTo(Map<String, HookedPath> paths);
  }
}
