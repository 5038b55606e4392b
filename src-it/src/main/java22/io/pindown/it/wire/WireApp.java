package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.it.wire.ReusePaths.ReusePath;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Ring;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends along every path, in the way that the first argument names: {@code per-send}, {@code blind} or {@code leased}; with the second
 * argument {@code unseen} along those that no hook sees, with {@code fork} beside children only.
 */
public final class WireApp {
  private WireApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    Capability capability = Ring.probe();
    artefact.put("available", capability.available());
    artefact.put("cause", capability.cause());
    if (capability.available()) {
      run(args[0], args.length > 1 ? args[1] : "", artefact);
    }
    artefact.write();
  }

  private static void run(String way, String choice, Artefact artefact) throws Exception {
    Map<String, ReusePath> paths = new LinkedHashMap<>();
    if (choice.equals("unseen")) {
      UnseenPaths.addTo(paths);
    } else if (choice.equals("fork")) {
      ForkPaths.addTo(paths);
    } else {
      ReusePaths.addTo(paths);
      NativeReusePaths.addTo(paths);
      ForkPaths.addTo(paths);
    }
    try (Ring ring = Ring.open();
        Registering registering = Registering.of(way, ring);
        Wire file = new FileWire(ring);
        Wire socket = new SocketWire(ring)) {
      for (Map.Entry<String, ReusePath> path : paths.entrySet()) {
        run(path.getKey() + "-by-file", path.getValue(), new Traffic(registering, file), artefact);
        registering.forget();
        run(path.getKey() + "-by-socket", path.getValue(), new Traffic(registering, socket), artefact);
        registering.forget();
      }
      artefact.put("invalidations", CacheCount.of("Invalidations"));
      artefact.put("in-use-invalidations", CacheCount.of("InUseInvalidations"));
    }
    artefact.put("paths", String.join(" ", paths.keySet()));
  }

  private static void run(String name, ReusePath path, Traffic traffic, Artefact artefact) throws Exception {
    long hits = CacheCount.of("Hits");
    long oneUse = CacheCount.of("OneUseTotal");
    try {
      path.run(traffic);
      traffic.writeTo(artefact, name);
      artefact.put(name + "/hits", CacheCount.of("Hits") - hits);
      artefact.put(name + "/one-use", CacheCount.of("OneUseTotal") - oneUse);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }
}
