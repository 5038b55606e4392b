package io.pindown.nic.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.nic.registrar.Extents.Extent;
import io.pindown.nic.registrar.Extents.Hold;
import io.pindown.registrar.Access;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random blocks on a small heap, held and let go, freed and put elsewhere, with pages that are others afterwards where no block is left on them. A device that
 * remembers for each page which contents it was pinned with, and refuses to pin one twice, is compared with the truth.
 */
class ExtentsModelTest {
  private static final long PAGE = Extents.PAGE;
  private static final long BASE = 1L << 32;
  private static final int PAGES = 24;
  private static final int STEPS = 20_000;

  /** What a page holds; another number when it was unmapped and mapped again. */
  private final int[] contents = new int[PAGES];

  private int changes;

  /** A block that is allocated; only some are known to the space. */
  private static final class Block {
    final long start;
    final long end;
    final boolean known;
    final List<Hold<int[]>> held = new ArrayList<>();

    Block(long start, long end, boolean known) {
      this.start = start;
      this.end = end;
      this.known = known;
    }
  }

  private static int page(long address) {
    return (int) ((address - BASE) / PAGE);
  }

  /** Pins pages: what it gives is the contents of each at that time. */
  private final class Pins implements Extents.Pinner<int[]> {
    final boolean[] pinned = new boolean[PAGES];
    final Random random;
    boolean refuses;

    Pins(Random random) {
      this.random = random;
    }

    @Override
    public int[] pin(long address, long length, int access) {
      if (refuses) {
        throw new RegistrarException(RegistrarException.Reason.OTHER, "full");
      }
      assertThat(address % PAGE + length % PAGE).isZero();
      int[] was = new int[(int) (length / PAGE)];
      for (int i = 0; i < was.length; i++) {
        int p = page(address) + i;
        assertThat(pinned[p]).as("page %s is pinned twice", p).isFalse();
        pinned[p] = true;
        was[i] = contents[p];
      }
      return was;
    }

    @Override
    public void unpin(int[] was) {
      throw new AssertionError("by extent");
    }

    @Override
    public boolean allows(int[] was, int access) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void asTheBruteForceModelHasIt(long seed) {
    Random random = new Random(seed);
    AddressSpace space = AddressSpace.detached();
    Pins pins = new Pins(random);
    // what is unpinned is found by identity, so that a mixed-up one is noticed
    TreeMap<Integer, int[]> live = new TreeMap<>();
    Extents<int[]> extents = new Extents<>(space, "model", new Extents.Pinner<>() {
      @Override
      public int[] pin(long address, long length, int access) {
        int[] was = pins.pin(address, length, access);
        live.put(page(address), was);
        return was;
      }

      @Override
      public void unpin(int[] was) {
        int first = live.entrySet().stream().filter(e -> e.getValue() == was).findFirst().orElseThrow().getKey();
        live.remove(first);
        for (int i = 0; i < was.length; i++) {
          pins.pinned[first + i] = false;
        }
      }

      @Override
      public boolean allows(int[] was, int access) {
        return true;
      }
    });
    TreeMap<Long, Block> blocks = new TreeMap<>();
    List<Hold<int[]>> orphans = new ArrayList<>(); // of blocks that were freed: what a cache has not deregistered yet
    int[] counts = new int[4];
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> allocate(random, space, blocks);
        case 2, 3 -> {
          Block block = any(random, blocks);
          if (block != null) {
            counts[hold(random, extents, pins, block, orphans)]++;
          }
        }
        case 4 -> {
          Block block = any(random, blocks);
          if (block != null && !block.held.isEmpty()) {
            extents.release(block.held.remove(random.nextInt(block.held.size())));
          } else if (!orphans.isEmpty()) {
            extents.release(orphans.remove(random.nextInt(orphans.size())));
          }
        }
        default -> free(random, space, blocks, orphans, extents);
      }
      if (step % 16 == 0) {
        blocks.values().forEach(block -> block.held.forEach(this::isOfWhatIsThere));
      }
    }
    blocks.values().forEach(block -> block.held.forEach(extents::release));
    orphans.forEach(extents::release);
    assertThat(extents.size()).isZero();
    assertThat(extents.vouchers()).isZero();
    assertThat(live).isEmpty();
    assertThat(counts[0]).as("held").isGreaterThan(STEPS / 20);
    assertThat(counts[1]).as("refused, since something old was in the way").isPositive();
    assertThat(counts[2]).as("refused by the device").isPositive();
  }

  private static Block any(Random random, TreeMap<Long, Block> blocks) {
    return blocks.isEmpty() ? null : new ArrayList<>(blocks.values()).get(random.nextInt(blocks.size()));
  }

  private void allocate(Random random, AddressSpace space, TreeMap<Long, Block> blocks) {
    boolean known = random.nextInt(4) != 0;
    long length = known ? PAGE + random.nextInt(6) * 1000L : 16 + random.nextInt(3000);
    long start = BASE + random.nextInt((int) (PAGES * PAGE - length) / 16) * 16L;
    if (random.nextInt(4) == 0) {
      start = start & -PAGE;
    }
    long end = start + length;
    if (blocks.values().stream().anyMatch(b -> b.start < start(end, length) + length && start(end, length) < b.end)) {
      return;
    }
    blocks.put(start, new Block(start, end, known));
    if (known) {
      space.allocated(start, length);
    }
  }

  private static long start(long end, long length) {
    return end - length;
  }

  /** 0 if it is held, 1 if something old is in the way, 2 if the device refuses. */
  private int hold(Random random, Extents<int[]> extents, Pins pins, Block block, List<Hold<int[]>> orphans) {
    long start = block.start;
    long end = block.end;
    if (random.nextBoolean()) { // a part, in whole pages as far as the block goes, as a cache has it
      long from = block.start + random.nextInt((int) (block.end - block.start));
      start = Math.max(block.start, from & -PAGE);
      end = Math.min(block.end, (from & -PAGE) + PAGE);
    }
    pins.refuses = random.nextInt(10) == 0;
    try {
      Hold<int[]> hold = extents.hold(start & -PAGE, end + PAGE - 1 & -PAGE, Access.LOCAL_READ, start, end);
      isOfWhatIsThere(hold);
      block.held.add(hold);
      return 0;
    } catch (RegistrarException e) {
      if (e.getMessage().equals("full")) {
        return 2;
      }
      assertThat(e.reason()).isEqualTo(RegistrarException.Reason.STALE);
      assertThat(orphans).as("refused although nothing old is held").isNotEmpty();
      return 1;
    } finally {
      pins.refuses = false;
    }
  }

  /** Each page of a hold of a living block was pinned with the contents that it has. */
  private void isOfWhatIsThere(Hold<int[]> hold) {
    for (Extent<int[]> extent : hold.extents()) {
      int first = page(extent.start());
      for (int i = 0; i < extent.pinned().length; i++) {
        long at = extent.start() + i * PAGE;
        if (at + PAGE > hold.start() && at < hold.end()) { // an extent may go beyond
          assertThat(extent.pinned()[i]).as("page %s of %s", first + i, extent).isEqualTo(contents[first + i]);
        }
      }
    }
  }

  private void free(Random random, AddressSpace space, TreeMap<Long, Block> blocks, List<Hold<int[]>> orphans, Extents<int[]> extents) {
    Block block = any(random, blocks);
    if (block == null) {
      return;
    }
    if (!block.known) { // in use by contract, so its uses end before
      block.held.forEach(extents::release);
    }
    blocks.remove(block.start);
    if (block.known) {
      orphans.addAll(block.held);
      space.freed(block.start);
    }
    for (int p = page(block.start); p <= page(block.end - 1); p++) {
      long at = BASE + p * PAGE;
      if (blocks.values().stream().noneMatch(b -> b.start < at + PAGE && at < b.end)) {
        contents[p] = ++changes;
      }
    }
  }
}
