package io.pindown.it.wire;

import io.pindown.nic.fabric.MemoryMonitor;
import io.pindown.nic.fabric.MonitorImport;
import io.pindown.nic.registrar.RegistryMonitor;

/** What tells libfabric's own cache of changes. */
interface FabricMonitor extends AutoCloseable {
  long hits();

  long refused();

  /** Between two paths: a cache that is told nothing forgets, so that each path's staleness is its own. */
  default void forget() {}

  @Override
  default void close() {}

  static FabricMonitor of(String name) {
    return switch (name) {
      case "own" -> none(); // as libfabric's settings say
      case "deaf" -> deaf();
      case "pindown" -> pindown();
      default -> throw new IllegalArgumentException(name + " is no monitor; allowed are own, deaf and pindown");
    };
  }

  private static FabricMonitor none() {
    return new FabricMonitor() {
      @Override
      public long hits() {
        return 0;
      }

      @Override
      public long refused() {
        return 0;
      }
    };
  }

  /** One that is told nothing, and says yes to everything: what libfabric's cache is worth by itself where its hooks are not wanted. */
  private static FabricMonitor deaf() {
    long[] hits = new long[1];
    MonitorImport imported =
        MonitorImport.of(
            new MemoryMonitor() {
              @Override
              public void start() {}

              @Override
              public void stop() {}

              @Override
              public boolean subscribe(long address, long length) {
                return true;
              }

              @Override
              public void unsubscribe(long address, long length) {}

              @Override
              public boolean valid(long address, long length) {
                hits[0]++;
                return true;
              }
            });
    return new FabricMonitor() {
      @Override
      public long hits() {
        return hits[0];
      }

      @Override
      public long refused() {
        return 0;
      }

      @Override
      public void forget() {
        imported.invalidate(0, Long.MAX_VALUE);
      }

      @Override
      public void close() {
        imported.close();
      }
    };
  }

  private static FabricMonitor pindown() {
    RegistryMonitor monitor = RegistryMonitor.install();
    return new FabricMonitor() {
      @Override
      public long hits() {
        return monitor.statistics().hits();
      }

      @Override
      public long refused() {
        return monitor.statistics().refused().values().stream().mapToLong(Long::longValue).sum();
      }

      @Override
      public void close() {
        if (monitor.failure() != null) {
          throw new IllegalStateException("the monitor failed", monitor.failure());
        }
        monitor.close();
      }
    };
  }
}
