package io.pindown.bench.scaling;

import io.pindown.index.Range;
import io.pindown.index.RangeIndex;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures on one thread what the model is fed with, and writes it to a file: {@code OneThread FILE REGISTRATIONS...}. Prints what it
 * files, the longest single operations while the tables grew, and heap per registration. Needs some 800 bytes of heap for each
 * registration.
 */
public final class OneThread {
  private static final int BATCHES = 31;
  private static final int SIZE = 1_000;

  private final CostFile file;
  private long x = 88172645463325252L;

  private OneThread(CostFile file) {
    this.file = file;
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException("usage: OneThread FILE REGISTRATIONS..., such as OneThread costs.properties 100000 1000000");
    }
    int[] populations = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).sorted().toArray();
    if (populations[0] < 2 * BATCHES * SIZE) {
      throw new IllegalArgumentException(populations[0] + " registrations: must be " + 2 * BATCHES * SIZE + " or more");
    }
    CostFile file = new CostFile(args[0]);
    OneThread paths = new OneThread(file);
    paths.hitsAndMisses(new int[] {2 * BATCHES * SIZE}, true); // for the compiler
    paths.events(new int[] {2 * BATCHES * SIZE}, true);
    Machine.measure(file);
    paths.hitsAndMisses(populations, false);
    paths.events(populations, false);
    paths.index(populations);
    file.write(Path.of(args[0]));
    for (String line : java.nio.file.Files.readAllLines(Path.of(args[0]))) {
      System.out.println(line);
    }
  }

  private void keep(boolean rehearsal, String key, double nanos) {
    if (!rehearsal) {
      file.put(key, nanos);
    }
  }

  private void hitsAndMisses(int[] populations, boolean rehearsal) {
    try (Regions regions = new Regions()) {
      Slowest declares = new Slowest();
      Slowest misses = new Slowest();
      int size = 0;
      regions.declare(size);
      regions.use(size++);
      for (int i = 0; i < 4; i++) {
        keep(rehearsal, "hit.1", hit(regions, 1));
      }
      while (size < SIZE) {
        regions.declare(size);
        regions.use(size++);
      }
      keep(rehearsal, "hit.1000", hit(regions, SIZE));
      long heapBefore = rehearsal ? 0 : heap();
      int before = size;
      for (int population : populations) {
        int limit = population - BATCHES * SIZE;
        for (; size < limit; size++) {
          long begin = System.nanoTime();
          regions.declare(size);
          long declared = System.nanoTime();
          regions.use(size);
          declares.took(size, declared - begin);
          misses.took(size, System.nanoTime() - declared);
        }
        int from = size;
        for (int i = 0; i < BATCHES * SIZE; i++) {
          regions.declare(from + i);
        }
        keep(
            rehearsal,
            "miss." + population,
            Stopwatch.medianNanos(
                BATCHES,
                SIZE,
                (begin, end) -> {
                  for (int i = begin; i < end; i++) {
                    regions.use(from + i);
                  }
                }));
        size = population;
        for (int i = 0; i < size; i++) {
          regions.use(i); // the front forgets all when it grows
        }
        keep(rehearsal, "hit." + population, hit(regions, population));
        if (!rehearsal) {
          long began = System.nanoTime();
          long frontHits = regions.cache.statistics().frontHits();
          double statistics = (System.nanoTime() - began) / 1e6;
          System.out.printf(
              "%,d registrations: %.1f B of heap each, containers included; statistics() took %.1f ms (%,d front hits)%n",
              population, (heap() - heapBefore) / (double) (population - before), statistics, frontHits);
        }
      }
      if (!rehearsal) {
        declares.print("declare");
        misses.print("miss");
      }
    }
  }

  private double hit(Regions regions, int population) {
    return Stopwatch.medianNanos(
        BATCHES,
        SIZE * 20,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            x = Regions.xorshift(x);
            regions.use(Regions.pick(x, population));
          }
        });
  }

  private void events(int[] populations, boolean rehearsal) {
    AddressSpace space = AddressSpace.detached();
    try (WatchRegistry registry = space.newRegistry("scaling")) {
      int size = 0;
      for (int population : populations) {
        for (; size < population; size++) {
          space.declare(Regions.base(size), Regions.LENGTH);
          registry.watch(Regions.base(size), Regions.LENGTH, size);
        }
        int step = population / (BATCHES * SIZE);
        int odd = populations.length == 1 ? 0 : Arrays.binarySearch(populations, population);
        keep(rehearsal, "eventOnWatch." + population, Stopwatch.medianNanos(BATCHES, SIZE, (from, to) -> {
          for (int i = from; i < to; i++) {
            space.freed(Regions.base(i * step + odd)); // spread over all; another one each time
          }
        }));
        long elsewhere = Regions.base(population + 1_000_000);
        keep(rehearsal, "allocateAndFree." + population, Stopwatch.medianNanos(BATCHES, SIZE * 10, (from, to) -> {
          for (int i = from; i < to; i++) {
            long base = elsewhere + (i & 63) * Regions.STRIDE;
            space.allocated(base, Regions.LENGTH);
            space.freed(base);
          }
        }));
        keep(rehearsal, "freeUnknown." + population, Stopwatch.medianNanos(BATCHES, SIZE * 10, (from, to) -> {
          for (int i = from; i < to; i++) {
            x = Regions.xorshift(x);
            space.freed(Regions.base(Regions.pick(x, population)) + Regions.LENGTH);
          }
        }));
      }
      if (!rehearsal) {
        besideASmallWatch(space, registry, elsewhere(size));
      }
    }
  }

  /** What the size of a block costs as soon as somewhere a page is watched, in a container of its own. */
  private void besideASmallWatch(AddressSpace space, WatchRegistry registry, long page) {
    space.declare(page, AddressSpace.TRACKED);
    registry.watch(page, AddressSpace.TRACKED, 0);
    long base = page * 2;
    for (int shift = 16; shift <= 30; shift += 7) {
      long bytes = 1L << shift;
      file.put("allocateAndFreeBesidePage." + bytes, Stopwatch.medianNanos(BATCHES, shift > 24 ? 1 : 100, (from, to) -> {
        for (int i = from; i < to; i++) {
          space.allocated(base, bytes);
          space.freed(base);
        }
      }));
    }
  }

  private static long elsewhere(int size) {
    return Regions.base(size + 2_000_000);
  }

  /** Ranges, and nothing done about them. */
  private static final class Plain extends Range {
    Plain(long start, long length) {
      super(start, length);
    }
  }

  private static final class PlainIndex extends RangeIndex<Plain> {
    @Override
    protected Object visit(Plain range, long argument, Object carried) {
      return carried;
    }

    @Override
    protected boolean accept(Plain range, long argument, Object owner) {
      return true;
    }
  }

  private void index(int[] populations) {
    PlainIndex index = new PlainIndex();
    Slowest adds = new Slowest();
    int size = 0;
    for (int population : populations) {
      for (; size < population - BATCHES * SIZE; size++) {
        Plain range = new Plain(Regions.base(size), Regions.LENGTH);
        long begin = System.nanoTime();
        index.add(range);
        adds.took(size, System.nanoTime() - begin);
      }
      int first = size;
      file.put("indexAdd." + population, Stopwatch.medianNanos(BATCHES, SIZE, (from, to) -> {
        for (int i = from; i < to; i++) {
          index.add(new Plain(Regions.base(first + i), Regions.LENGTH));
        }
      }));
      size = population;
    }
    adds.print("index.add");
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      System.gc();
      if (i == 0) {
        System.out.printf("full collection: %.0f ms%n", (System.nanoTime() - begin) / 1e6);
      }
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
