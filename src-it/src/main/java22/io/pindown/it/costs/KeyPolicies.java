package io.pindown.it.costs;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.RegistrationCache;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.OffHeap;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How much of what a program sends finds a registration, by what registrations are kept under: the exact range; whole pages of what was asked for, found by any
 * part of them ({@code widen-limit=0}); the container (the default). All three see the same sends of the same memory and forget what ends. Run with the agent.
 * Argument: a factor for how much is sent. Prints a table: hits of all sends, registrations, most bytes registered at a time.
 */
public final class KeyPolicies {
  private static final long NOTHING = 0;

  /** Registers nothing and adds up how much it would be. */
  private static final class Gauge implements Registrar<Long> {
    private long now;
    private long most;

    @Override
    public String name() {
      return "gauge";
    }

    @Override
    public synchronized Long register(long address, long length, int access) {
      now += length;
      most = Math.max(most, now);
      return length;
    }

    @Override
    public synchronized void deregister(Long length) {
      now -= length;
    }
  }

  /** By address and length, told by the program itself of what ends. */
  private static final class Exact {
    private record Range(long address, long length) {}

    private final Map<Range, Long> kept = new HashMap<>();
    private final Gauge gauge = new Gauge();
    private long hits;
    private long registrations;

    void send(long address, long length) {
      if (kept.putIfAbsent(new Range(address, length), NOTHING) != null) {
        hits++;
      } else {
        registrations++;
        gauge.register(address, length, 0);
      }
    }

    void ended(long address, long length) {
      kept.keySet().removeIf(range -> {
        boolean gone = range.address < address + length && range.address + range.length > address;
        if (gone) {
          gauge.deregister(range.length);
        }
        return gone;
      });
    }
  }

  private final SplittableRandom random = new SplittableRandom(1);
  private final Exact exact = new Exact();
  private final Gauge pagesGauge = new Gauge();
  private final Gauge containersGauge = new Gauge();
  private final RegistrationCache<Long> pages = RegistrationCache.of(pagesGauge, CacheOptions.defaults("pages").withMaxBytes(1L << 40).withWidenLimit(0));
  private final RegistrationCache<Long> containers = RegistrationCache.of(containersGauge, CacheOptions.defaults("containers").withMaxBytes(1L << 40));
  private long sends;

  private interface Workload {
    void run(KeyPolicies policies, int factor) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int factor = Integer.parseInt(args[0]);
    Artefact artefact = new Artefact();
    System.out.println("| what is sent | exact range | pages, by any part | container |\n|---|---|---|---|");
    measure("blocks that stay, whole", KeyPolicies::fixed, factor, artefact);
    measure("slices of 8 to 64 KiB of a pool's chunks of 4 MiB", KeyPolicies::pool, factor, artefact);
    measure("any part of 16 blocks of 1 MiB", KeyPolicies::anyPart, factor, artefact);
    measure("a new block each time: its head, its body, all of it", KeyPolicies::fresh, factor, artefact);
    measure("a mapped file of 8 MiB, piece by piece, once", KeyPolicies::windows, factor, artefact);
    artefact.write();
  }

  private static void measure(String what, Workload workload, int factor, Artefact artefact) throws Exception {
    KeyPolicies policies = new KeyPolicies();
    workload.run(policies, factor);
    policies.report(what, artefact);
    policies.pages.close();
    policies.containers.close();
  }

  private void send(long address, long length) {
    sends++;
    exact.send(address, length);
    pages.acquire(address, length, Access.LOCAL_READ).release();
    containers.acquire(address, length, Access.LOCAL_READ).release();
  }

  private void free(long block, long size) {
    exact.ended(block, size);
    OffHeap.free(block);
  }

  private void report(String what, Artefact artefact) {
    System.out.println("| " + what + cell(exact.hits, exact.registrations, exact.gauge) + cell(pages, pagesGauge) + cell(containers, containersGauge) + " |");
    String key = what.substring(0, what.indexOf(' ', 3)).replace(' ', '-');
    artefact.put(key + ".sends", sends);
    artefact.put(key + ".exact", exact.hits);
    artefact.put(key + ".pages", pages.statistics().hits());
    artefact.put(key + ".containers", containers.statistics().hits());
    artefact.put(key + ".once", pages.statistics().oneUseTotal() + containers.statistics().oneUseTotal());
  }

  private String cell(RegistrationCache<Long> cache, Gauge gauge) {
    CacheStatistics statistics = cache.statistics();
    return cell(statistics.hits(), statistics.registrations(), gauge);
  }

  private String cell(long hits, long registrations, Gauge gauge) {
    return String.format(Locale.ROOT, " | %.1f %%, %,d, %,d KiB", 100.0 * hits / sends, registrations, gauge.most >> 10);
  }

  private void fixed(int factor) {
    long[] blocks = new long[64];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = OffHeap.allocate(65_536);
    }
    for (int i = 0; i < 10_000 * factor; i++) {
      send(blocks[random.nextInt(blocks.length)], 65_536);
    }
    for (long block : blocks) {
      free(block, 65_536);
    }
  }

  private void pool(int factor) {
    long[] chunks = new long[4];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = OffHeap.allocate(4 << 20);
    }
    for (int i = 0; i < 10_000 * factor; i++) {
      long size = 8_192L << random.nextInt(4);
      send(chunks[random.nextInt(chunks.length)] + random.nextLong((4 << 20) / size) * size, size);
    }
    for (long chunk : chunks) {
      free(chunk, 4 << 20);
    }
  }

  private void anyPart(int factor) {
    long[] blocks = new long[16];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = OffHeap.allocate(1 << 20);
    }
    for (int i = 0; i < 10_000 * factor; i++) {
      long size = 1 + random.nextInt(65_536);
      send(blocks[random.nextInt(blocks.length)] + random.nextLong((1 << 20) - size), size);
    }
    for (long block : blocks) {
      free(block, 1 << 20);
    }
  }

  private void fresh(int factor) {
    for (int i = 0; i < 1_000 * factor; i++) {
      long block = OffHeap.allocate(262_144);
      send(block, 128);
      send(block + 128, 262_144 - 128);
      send(block, 262_144);
      free(block, 262_144);
    }
  }

  private void windows(int factor) throws IOException, ReflectiveOperationException {
    for (int i = 0; i < factor; i++) {
      try (MappedFile file = new MappedFile(8 << 20)) {
        ByteBuffer mapped = file.channel.map(MapMode.READ_WRITE, 0, 8 << 20);
        long address = OffHeap.address(mapped);
        for (int piece = 0; piece < 128; piece++) {
          send(address + piece * 65_536L, 65_536);
        }
        exact.ended(address, 8 << 20);
        OffHeap.invokeCleaner(mapped);
      }
    }
  }
}
