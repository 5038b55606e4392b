package io.pindown.it.foreign;

import io.pindown.it.app.Artefact;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Many virtual threads, each with memory of its own that it watches and frees: each free is seen before it returns. */
public final class VirtualThreadsApp {
  private static final int THREADS = 307;
  private static final int ROUNDS = 11;

  private VirtualThreadsApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (WatchRegistry registry = AddressSpace.process().newRegistry("virtual");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> seen = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long cookie = i;
        seen.add(threads.submit(() -> rounds(registry, cookie)));
      }
      int total = 0;
      for (Future<Integer> each : seen) {
        total += each.get();
      }
      artefact.put("seen", total);
      artefact.put("drained", registry.drain(new long[THREADS * ROUNDS + 1]));
    }
    artefact.write();
  }

  private static int rounds(WatchRegistry registry, long cookie) {
    int seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Watch watch;
      try (Arena arena = Arena.ofConfined()) {
        watch = registry.watch(arena.allocate(50_021).address(), 50_021, cookie);
        Thread.yield();
        seen += watch.isClean() ? 0 : 1_000_000;
      }
      seen += watch.isClean() ? 0 : 1;
    }
    return seen;
  }
}
