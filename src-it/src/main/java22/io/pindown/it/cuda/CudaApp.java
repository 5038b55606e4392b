package io.pindown.it.cuda;

import io.pindown.it.app.Artefact;
import io.pindown.it.wire.CacheCount;
import io.pindown.it.wire.NativeReusePaths;
import io.pindown.it.wire.ReusePaths;
import io.pindown.it.wire.ReusePaths.ReusePath;
import io.pindown.it.wire.Traffic;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.Stream;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Copies memory to a device and back, along every path on which it changes behind its address, and compares. Arguments: {@code leased} or {@code blind}
 * ({@link Copying}); the library in the driver's place.
 */
public final class CudaApp {
  private CudaApp() {}

  public static void main(String[] arguments) throws Exception {
    Artefact artefact = new Artefact();
    Capability capability = Ring.probe();
    artefact.put("available", capability.available());
    artefact.put("cause", capability.cause());
    if (capability.available()) {
      try {
        run(arguments[0], new StandInDriver(arguments[1]), artefact);
      } catch (Throwable e) {
        artefact.failure("run/failure", e);
      }
    }
    artefact.write();
  }

  private static void run(String way, StandInDriver standIn, Artefact artefact) throws Exception {
    artefact.put("device", standIn.driver().device(0).name());
    try (CudaContext context = standIn.driver().device(0).retainPrimaryContext(); Copying copying = Copying.of(way, context)) {
      paths(context, copying, artefact);
      Overlapping overlapping = new Overlapping(context, copying, standIn);
      path(artefact, "overlapping", () -> overlapping.run(artefact));
      artefact.put("in-use-invalidations", CacheCount.of("InUseInvalidations"));
      artefact.put("pageable", standIn.ask("pageable"));
      if (copying instanceof Copying.Leased leased) {
        UnderWay underWay = new UnderWay(context, leased, standIn);
        path(artefact, "dropped", () -> underWay.dropped(artefact));
        path(artefact, "freed", () -> underWay.freed(artefact));
      }
    }
    artefact.put("registered", standIn.ask("registered"));
    artefact.put("objects", standIn.ask("objects"));
    artefact.put("violations", standIn.ask("violations"));
  }

  private static void paths(CudaContext context, Copying copying, Artefact artefact) throws Exception {
    Map<String, ReusePath> paths = new LinkedHashMap<>();
    ReusePaths.addTo(paths);
    NativeReusePaths.addTo(paths);
    try (Stream stream = context.createStream(); DeviceMemory device = context.allocate(Traffic.MAX_LENGTH)) {
      for (Map.Entry<String, ReusePath> each : paths.entrySet()) {
        String name = each.getKey();
        long hits = CacheCount.of("Hits");
        long oneUse = CacheCount.of("OneUseTotal");
        Traffic traffic = new Traffic((address, length, arrived) -> {
          copying.toDevice(at(address, length), device, 0, stream);
          copying.fromDevice(device, 0, arrived, stream).get();
        });
        path(artefact, name, () -> each.getValue().run(traffic));
        traffic.writeTo(artefact, name);
        artefact.put(name + "/hits", CacheCount.of("Hits") - hits);
        artefact.put(name + "/one-use", CacheCount.of("OneUseTotal") - oneUse);
        copying.forget();
      }
    }
    artefact.put("paths", String.join(" ", paths.keySet()));
  }

  private interface Step {
    void run() throws Throwable;
  }

  private static void path(Artefact artefact, String name, Step step) {
    try {
      step.run();
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }
}
