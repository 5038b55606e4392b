package io.pindown.it.rdma;

import io.pindown.it.app.Artefact;
import io.pindown.it.wire.CacheCount;
import io.pindown.it.wire.ForkPaths;
import io.pindown.it.wire.NativeReusePaths;
import io.pindown.it.wire.ReusePaths;
import io.pindown.it.wire.ReusePaths.ReusePath;
import io.pindown.it.wire.Traffic;
import java.util.LinkedHashMap;
import java.util.Map;

/** Transfers along every path by every operation, registering in the way that the first argument names. */
public final class RdmaApp {
  private RdmaApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    Map<String, ReusePath> paths = new LinkedHashMap<>();
    ReusePaths.addTo(paths);
    NativeReusePaths.addTo(paths);
    ForkPaths.addTo(paths);
    try (RdmaLink link = new RdmaLink("rxe0");
        Keeping keeping = Keeping.of(args[0], link.domain())) {
      for (Map.Entry<String, ReusePath> path : paths.entrySet()) {
        for (Operation operation : Operation.values()) {
          run(path.getKey() + operation.suffix(), path.getValue(), link, keeping, operation, artefact);
          keeping.forget();
        }
      }
      artefact.put("invalidations", CacheCount.of("Invalidations"));
      artefact.put("in-use-invalidations", CacheCount.of("InUseInvalidations"));
    }
    artefact.put("paths", String.join(" ", paths.keySet()));
    artefact.write();
  }

  private static void run(String name, ReusePath path, RdmaLink link, Keeping keeping, Operation operation, Artefact artefact) throws Exception {
    Traffic traffic =
        new Traffic(
            (address, length, arrived) ->
                keeping.with(address, length, operation.access, region -> link.transfer(operation, region, address, arrived)));
    long hits = CacheCount.of("Hits");
    long misses = CacheCount.of("Misses");
    long oneUse = CacheCount.of("OneUseTotal");
    try {
      path.run(traffic);
      traffic.writeTo(artefact, name);
      artefact.put(name + "/hits", CacheCount.of("Hits") - hits);
      artefact.put(name + "/misses", CacheCount.of("Misses") - misses);
      artefact.put(name + "/one-use", CacheCount.of("OneUseTotal") - oneUse);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }
}
