package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of operations on two registries over one address space, against a model that looks at every watch for every event.
 * The seed is the name of the test.
 */
class RegistryModelTest {
  private static final long PAGE = 4096;
  private static final int PAGES = 64;
  private static final long AT = 0x7f80_0000_0000L;
  private static final int STEPS = 3_000;

  enum Status {
    ARMED,
    DIRTY,
    REPORTED,
    REMOVED
  }

  /** What the model knows of a watch. */
  private static final class Twin {
    final Watch real;
    final Book book;
    Status status = Status.ARMED;
    int hits;
    boolean contained;
    boolean mayBeFile;

    Twin(Watch real, Book book) {
      this.real = real;
      this.book = book;
    }
  }

  /** What the model knows of a registry. */
  private static final class Book {
    final WatchRegistry real;
    final List<Twin> twins = new ArrayList<>();
    final List<Twin> queue = new ArrayList<>();
    long lastGeneration;
    boolean hit;

    Book(WatchRegistry real) {
      this.real = real;
    }
  }

  private record Block(long size, boolean mapping) {}

  private final AddressSpace space = AddressSpace.detached();
  private final List<Book> books = new ArrayList<>();
  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private final List<long[]> windows = new ArrayList<>();
  private Random random;
  private int last;

  static LongStream seeds() {
    return LongStream.range(1000, 1030);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    random = new Random(seed);
    books.add(new Book(space.newRegistry("a")));
    books.add(new Book(space.newRegistry("b")));
    for (int step = 0; step < STEPS; step++) {
      books.forEach(b -> b.hit = false);
      one();
      for (Book book : books) {
        long now = book.real.generation();
        assertThat(now > book.lastGeneration).as("step %d: the generation of %s moves iff one of its watches is hit", step, book.real)
            .isEqualTo(book.hit);
        book.lastGeneration = now;
        assertThat(book.real.size()).isEqualTo((int) book.twins.stream().filter(t -> t.status != Status.REMOVED).count());
        for (Twin twin : book.twins) {
          assertThat(twin.real.status()).as("step %d, operation %d: status of %s", step, last, twin.real).isEqualTo(twin.status.ordinal());
          assertThat(twin.real.hits()).as("step %d: hits of %s", step, twin.real).isEqualTo(twin.hits);
          assertThat(twin.real.isClean()).isEqualTo(twin.status == Status.ARMED);
        }
        book.twins.removeIf(t -> t.status == Status.REMOVED && random.nextInt(10) == 0);
      }
      assertThat(space.liveContainers()).as("step %d, operation %d", step, last).isEqualTo(blocks.size());
    }
    close();
  }

  private void close() {
    for (Book book : books) {
      book.real.close();
      book.twins.forEach(t -> assertThat(t.real.isRemoved()).isTrue());
      assertThat(book.real.size()).isZero();
    }
    assertThat(space.watches()).isZero();
  }

  private void one() {
    Book book = books.get(random.nextInt(books.size()));
    last = random.nextInt(20);
    switch (last) {
      case 0, 1, 2 -> watch(book);
      case 3 -> unwatch(book);
      case 4, 5 -> rearm(book);
      case 6, 7 -> allocate();
      case 8, 9 -> free();
      case 10 -> map();
      case 11, 12 -> unmap();
      case 13 -> change();
      case 14 -> endChange();
      case 15 -> truncate();
      case 16 -> reallocate();
      case 17 -> unknownFree();
      case 18 -> drain(book);
      default -> reopen(book);
    }
  }

  private long address() {
    return AT + random.nextInt(PAGES) * PAGE + (random.nextBoolean() ? 0 : random.nextInt(4096));
  }

  private void watch(Book book) {
    long start = address();
    long length = 1 + random.nextInt(random.nextBoolean() ? 100 : 40_000);
    Twin twin = new Twin(book.real.watch(start, length, random.nextInt(20)), book);
    classify(twin);
    assertThat(twin.real.isContained()).isEqualTo(twin.contained);
    book.twins.add(twin);
  }

  private void classify(Twin twin) {
    long start = twin.real.address();
    Map.Entry<Long, Block> at = blocks.floorEntry(start);
    twin.contained = at != null && start + twin.real.length() <= at.getKey() + at.getValue().size;
    twin.mayBeFile = !twin.contained || at.getValue().mapping;
  }

  private Twin any(Book book) {
    return book.twins.isEmpty() ? null : book.twins.get(random.nextInt(book.twins.size()));
  }

  private void unwatch(Book book) {
    Twin twin = any(book);
    if (twin != null) {
      assertThat(book.real.unwatch(twin.real)).isEqualTo(twin.status != Status.REMOVED);
      twin.status = Status.REMOVED;
      book.queue.remove(twin);
    }
  }

  private void rearm(Book book) {
    Twin twin = any(book);
    if (twin == null || twin.status == Status.REMOVED) {
      return;
    }
    assertThat(book.real.rearm(twin.real)).isEqualTo(twin.status != Status.DIRTY);
    if (twin.status != Status.DIRTY) {
      if (twin.status == Status.REPORTED) {
        twin.hits = 0;
        classify(twin);
      }
      twin.status = Status.ARMED;
    } else {
      classify(twin);
    }
  }

  private boolean free(long start, long end) {
    Map.Entry<Long, Block> before = blocks.lowerEntry(end);
    return before == null || before.getKey() + before.getValue().size <= start;
  }

  private void allocate() {
    long base = address();
    long size = random.nextInt(4) == 0 ? 1 + random.nextInt(4095) : 4096 + random.nextInt(60_000);
    if (free(base, base + size)) {
      space.allocated(base, size);
      if (size >= AddressSpace.TRACKED) {
        blocks.put(base, new Block(size, false));
        hit(base, base + size);
      }
    }
  }

  private Long known() {
    Long base = blocks.ceilingKey(address());
    return base == null ? blocks.isEmpty() ? null : blocks.firstKey() : base;
  }

  private void free() {
    Long base = known();
    if (base != null) {
      space.freed(base);
      hit(base, base + blocks.remove(base).size);
    }
  }

  private void unknownFree() {
    long base = address();
    if (!blocks.containsKey(base)) {
      space.freed(base);
      hit(base, base + AddressSpace.TRACKED, t -> !t.contained);
    }
  }

  private void map() {
    long base = address() & -PAGE;
    long length = 1 + random.nextInt(60_000);
    long end = base + length + PAGE - 1 & -PAGE;
    if (free(base, end)) {
      space.mapped(base, length);
      blocks.put(base, new Block(end - base, true));
      hit(base, end);
    }
  }

  private void unmap() {
    long base = address() & -PAGE;
    long length = 1 + random.nextInt(100_000);
    long end = base + length + PAGE - 1 & -PAGE;
    space.unmapped(base, length);
    for (Map.Entry<Long, Block> e : List.copyOf(new TreeMap<>(blocks).entrySet())) {
      long limit = e.getKey() + e.getValue().size;
      if (e.getKey() < end && base < limit) {
        blocks.remove(e.getKey());
        if (e.getKey() < base) {
          blocks.put(e.getKey(), new Block(base - e.getKey(), e.getValue().mapping));
        }
        if (end < limit) {
          blocks.put(end, new Block(limit - end, e.getValue().mapping));
        }
      }
    }
    hit(base, end);
  }

  /** One thread is in one native call at a time, so no two windows of a thread begin at the same address. */
  private boolean opensAt(long base) {
    return windows.stream().anyMatch(w -> w[0] == base);
  }

  private void change() {
    long base = address() & -PAGE;
    if (windows.size() < 10 && !opensAt(base)) {
      long length = 1 + random.nextInt(30_000);
      long end = base + length + PAGE - 1 & -PAGE;
      space.changeBegin(base, length);
      windows.add(new long[] {base, length, end});
      hit(base, end);
    }
    long probe = address();
    boolean open = windows.stream().anyMatch(w -> w[0] < probe + 10 && probe < w[2]);
    assertThat(space.isChanging(probe, probe + 10)).isEqualTo(open);
  }

  private void endChange() {
    if (!windows.isEmpty()) {
      long[] window = windows.remove(random.nextInt(windows.size()));
      space.changeEnd(window[0], window[1]);
      hit(window[0], window[2]);
    }
  }

  private void truncate() {
    space.truncationBegin();
    hit(0, Long.MAX_VALUE, t -> t.mayBeFile);
    Book book = books.get(0);
    if (random.nextBoolean()) {
      watch(book);
    }
    space.truncationEnd();
    hit(0, Long.MAX_VALUE, t -> t.mayBeFile);
  }

  private void reallocate() {
    Long base = known();
    if (base == null || blocks.get(base).mapping || opensAt(base)) {
      return;
    }
    long oldEnd = base + blocks.remove(base).size;
    long newSize = random.nextInt(3) == 0 ? 1 + random.nextInt(4000) : 4096 + random.nextInt(60_000);
    space.reallocationBegin(base, newSize);
    hit(base, oldEnd);
    assertThat(space.isChanging(base, base + 1)).isTrue();
    long target = address();
    boolean moves = free(target, target + newSize) && free(base, oldEnd);
    boolean grows = free(base, base + newSize);
    if (random.nextInt(4) == 0 || !moves && !grows) {
      space.reallocationEnd(base, 0);
      blocks.put(base, new Block(oldEnd - base, false));
      return;
    }
    long newBase = grows ? base : target;
    space.reallocationEnd(base, newBase);
    if (newSize >= AddressSpace.TRACKED) {
      blocks.put(newBase, new Block(newSize, false));
    }
    long left = newBase == base ? Math.min(oldEnd, base + newSize) : base;
    if (left < oldEnd) {
      hit(left, oldEnd, t -> !t.contained); // it may be in somebody else's container by now
    }
    if (newBase == base) {
      hit(base, base + newSize);
    } else if (newSize >= AddressSpace.TRACKED) {
      hit(newBase, newBase + newSize);
    }
  }

  private void drain(Book book) {
    long[] cookies = new long[1 + random.nextInt(8)];
    int count = book.real.drain(cookies);
    assertThat(count).isEqualTo(Math.min(cookies.length, book.queue.size()));
    boolean proven = book.real.drainedGeneration() == book.real.generation();
    if (count < cookies.length) {
      assertThat(proven).as("nothing is left").isTrue();
    } else if (book.queue.size() > count) {
      assertThat(proven).as("something is left").isFalse();
    }
    settleReports(book, cookies, count);
  }

  /** One event's watches are reported in any order: finds out which ones were. */
  private void settleReports(Book book, long[] cookies, int count) {
    List<Twin> now = book.queue.stream().filter(t -> t.real.status() == Status.REPORTED.ordinal()).toList();
    assertThat(now).hasSize(count);
    assertThat(now.stream().mapToLong(t -> t.real.cookie()).sorted().toArray())
        .isEqualTo(Arrays.stream(cookies, 0, count).sorted().toArray());
    now.forEach(t -> t.status = Status.REPORTED);
    book.queue.removeAll(now);
  }

  private void reopen(Book book) {
    if (random.nextInt(40) != 0) {
      return;
    }
    book.real.close();
    book.twins.forEach(t -> t.status = Status.REMOVED);
    book.twins.forEach(t -> assertThat(t.real.isClean()).isFalse());
    books.set(books.indexOf(book), new Book(space.newRegistry("again")));
  }

  private void hit(long from, long to) {
    hit(from, to, t -> true);
  }

  private void hit(long from, long to, java.util.function.Predicate<Twin> which) {
    for (Book book : books) {
      for (Twin twin : book.twins) {
        if (twin.status != Status.REMOVED && twin.real.overlaps(from, to) && which.test(twin)) {
          twin.hits++;
          twin.book.hit = true;
          if (twin.status == Status.ARMED) {
            twin.status = Status.DIRTY;
            book.queue.add(twin);
          }
        }
      }
    }
  }
}
