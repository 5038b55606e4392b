package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.it.app.Artefact;
import io.pindown.registry.AddressSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many virtual threads on a few caches, under a flight recorder that notes every pinning of a carrier. Arguments: threads, seed.
 *
 * <p>Platform threads have done the same before, under a recorder, too, so that all classes are loaded, those of Pindown's own events and
 * of the recorder included: loading one pins, whoever asks for it.
 *
 * <p>Needs JDK 21; the one method that 17 lacks is called by its name.
 */
public final class VirtualLeasesApp {
  private static final int CACHES = 4;
  private static final int WARM_UP_TASKS = 1_000;
  private static final long LIMIT_SECONDS = 60;

  private VirtualLeasesApp() {}

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    long seed = Long.parseLong(args[1]);
    try (IdleNic nic = new IdleNic(TimeUnit.MICROSECONDS.toNanos(200));
        PinningRecord unread = new PinningRecord(Path.of("warm-up.jfr"))) {
      lend(nic, "warm-up", WARM_UP_TASKS, Executors.newFixedThreadPool(8), seed, artefact);
      try (PinningRecord record = new PinningRecord(Path.of("pinned.jfr"))) {
        lend(nic, "cache", Integer.parseInt(args[0]), threads(), seed, artefact);
        PinningRecord.pinOnce(threads());
        record.writeTo(artefact, "pinned");
      }
      artefact.put("pinned", nic.pinned());
      unread.writeTo(artefact, "since-warm-up");
    } catch (Throwable t) {
      artefact.failure("failure", t);
      throw t;
    } finally {
      artefact.write();
    }
  }

  /** Caches of its own, so many tasks on them, and the account. */
  private static void lend(IdleNic nic, String name, int tasks, ExecutorService threads, long seed, Artefact artefact) throws Exception {
    List<Port<Long>> ports = new ArrayList<>();
    for (int i = 0; i < CACHES; i++) {
      ports.add(new Port<>(name + "-" + i, nic, CacheOptions.defaults(name + "-" + i), AddressSpace.process()));
    }
    Lending lending = new Lending(ports, seed);
    run(lending, tasks, threads);
    lending.writeTo(artefact);
    for (Port<Long> port : ports) {
      port.close(artefact);
    }
  }

  private static void run(Lending lending, int tasks, ExecutorService threads) throws Exception {
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      int number = i;
      all.add(threads.submit(() -> lending.borrow(number)));
    }
    threads.shutdown();
    for (Future<Void> each : all) {
      each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    lending.close();
  }

  private static ExecutorService threads() throws ReflectiveOperationException {
    return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
