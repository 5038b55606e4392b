package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.nic.fabric.Hints;
import io.pindown.nic.fabric.Info;
import io.pindown.nic.fabric.Libfabric;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends along every path over libfabric. Arguments: the provider; how to register ({@code per-send}, {@code blind}, {@code leased}); what
 * tells libfabric's own cache ({@code own}, {@code deaf}, {@code pindown}); the local address, or {@code -}; the paths, joined by commas,
 * or {@code all}; the ways to transfer, likewise; the domain, or {@code -}.
 */
public final class FabricApp {
  private static final int CODE = 16;

  private FabricApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    String obstacle = Libfabric.whyNot().orElse(null);
    List<Info> offers = List.of();
    if (obstacle == null) {
      Hints hints = Hints.of(args[0]);
      hints = args[3].equals("-") ? hints : hints.withSource(args[3], null);
      hints = args[6].equals("-") ? hints : hints.withDomain(args[6]);
      // what was written to the peer is looked at when the write has completed; over verbs, which does not offer this, it is there by then
      offers = Libfabric.getInfo(hints.withDeliveryComplete());
      offers = offers.isEmpty() ? Libfabric.getInfo(hints) : offers;
      obstacle = offers.isEmpty() ? "libfabric " + Libfabric.version() + " finds no " + args[0] + " here" : null;
    }
    artefact.put("available", obstacle == null);
    artefact.put("cause", String.valueOf(obstacle));
    if (obstacle == null) {
      artefact.put("info", offers.getFirst());
      run(offers.getFirst(), args[1], args[2], chosen(args[4]), ways(args[5]), artefact);
    }
    artefact.write();
  }

  private static Map<String, ReusePaths.ReusePath> chosen(String names) {
    Map<String, ReusePaths.ReusePath> paths = new LinkedHashMap<>();
    ReusePaths.addTo(paths);
    NativeReusePaths.addTo(paths);
    if (!names.equals("all") && !paths.keySet().containsAll(List.of(names.split(",")))) {
      throw new IllegalArgumentException(names + ": there is " + paths.keySet());
    }
    if (!names.equals("all")) {
      paths.keySet().retainAll(List.of(names.split(",")));
    }
    return paths;
  }

  private static FabricLink.Way[] ways(String names) {
    return names.equals("all") ? FabricLink.Way.values() : Arrays.stream(names.split(",")).map(FabricLink.Way::valueOf).toArray(FabricLink.Way[]::new);
  }

  private static void run(
      Info info, String way, String monitorName, Map<String, ReusePaths.ReusePath> paths, FabricLink.Way[] ways, Artefact artefact)
      throws Exception {
    byte[] code = code();
    FabricMonitor monitor = FabricMonitor.of(monitorName);
    try (FabricLink link = new FabricLink(info);
        FabricRegistering registering = FabricRegistering.of(way, link.domain())) {
      artefact.put("patched", !Arrays.equals(code, code()));
      for (Map.Entry<String, ReusePaths.ReusePath> path : paths.entrySet()) {
        for (FabricLink.Way how : ways) {
          Traffic traffic =
              new Traffic(
                  (address, length, arrived) ->
                      registering.with(address, length, region -> link.transfer(how, region, address, arrived)));
          run(path.getKey() + "-" + how, path.getValue(), traffic, monitor, artefact);
          registering.forget();
          monitor.forget();
        }
      }
      artefact.put("invalidations", CacheCount.of("Invalidations"));
      artefact.put("in-use-invalidations", CacheCount.of("InUseInvalidations"));
    }
    monitor.close();
    artefact.put("paths", String.join(" ", paths.keySet()));
    artefact.put("ways", Arrays.stream(ways).map(Enum::name).collect(Collectors.joining(" ")));
  }

  /** The begin of munmap, which a library that patches the C library's code changes. */
  @SuppressWarnings("restricted")
  private static byte[] code() {
    MemorySegment munmap = Linker.nativeLinker().defaultLookup().find("munmap").orElseThrow();
    return munmap.reinterpret(CODE).toArray(ValueLayout.JAVA_BYTE);
  }

  private static void run(String name, ReusePaths.ReusePath path, Traffic traffic, FabricMonitor monitor, Artefact artefact) throws Exception {
    long hits = CacheCount.of("Hits") + monitor.hits();
    long oneUse = CacheCount.of("OneUseTotal") + monitor.refused();
    try {
      path.run(traffic);
      traffic.writeTo(artefact, name);
      artefact.put(name + "/hits", CacheCount.of("Hits") + monitor.hits() - hits);
      artefact.put(name + "/one-use", CacheCount.of("OneUseTotal") + monitor.refused() - oneUse);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }
}
