package io.pindown.it.rdma;

import com.sun.tools.attach.VirtualMachine;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.HookedPath;
import io.pindown.it.app.PathsApp;
import io.pindown.it.app.Scene;
import io.pindown.it.library.LibrariesApp;
import io.pindown.registry.AddressSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every path of docs/coverage.md over verbs. Arguments: how to register, {@code blind} or {@code leased}; when the agent comes: {@code start},
 * {@code late}, or {@code never}; with {@code late} the agent's jar and its options; the libraries whose paths are run, too. An agent that
 * comes late finds the JDK and the libraries used, and some memory taken.
 */
public final class RdmaPathsApp {
  private RdmaPathsApp() {}

  public static void main(String[] args) throws InterruptedException {
    Thread paths = new Thread(() -> {
      try {
        run(args);
      } catch (Throwable e) {
        e.printStackTrace();
        System.exit(1);
      }
    }, "paths");
    paths.start(); // has a heap of its own in the C library
    paths.join();
  }

  private static void run(String[] args) throws Throwable {
    Pages.fillHeap();
    boolean late = args[1].equals("late");
    Artefact artefact = new Artefact();
    Map<String, HookedPath> paths = new LinkedHashMap<>();
    GapPaths.addTo(paths);
    Map<String, HookedPath> libraries = LibrariesApp.paths(List.of(args).subList(late ? 4 : 2, args.length));
    if (!args[1].equals("start")) {
      OlderPaths.addTo(paths);
    }
    if (late) {
      PathsApp.useTheJdkOnce();
      for (Map.Entry<String, HookedPath> path : libraries.entrySet()) {
        try (Scene scene = new Scene(path.getKey(), new Artefact())) {
          path.getValue().run(scene);
        }
      }
      VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
      self.loadAgent(args[2], args[3]);
      self.detach();
    }
    paths.putAll(libraries);
    paths.putAll(PathsApp.paths(true, true));
    artefact.put("hooked", AddressSpace.process().linkHooks());
    artefact.put("paths", String.join(" ", paths.keySet()));
    try (RdmaLink link = new RdmaLink("rxe0");
        Exchange exchange = new Exchange(link, args[0])) {
      for (Map.Entry<String, HookedPath> path : paths.entrySet()) {
        long begun = System.nanoTime();
        try (RdmaScene scene = new RdmaScene(path.getKey(), artefact, exchange)) {
          path.getValue().run(scene);
        } catch (Throwable e) {
          artefact.failure(path.getKey() + "/failure", e);
        }
        System.out.println(path.getKey() + " " + (System.nanoTime() - begun) / 1_000_000 + " ms");
      }
    }
    artefact.write();
  }
}
