package io.pindown.property;

import io.pindown.property.SpaceModel.Container;
import io.pindown.property.SpaceModel.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Random events of programs that keep to the rules: what begins is where nothing is, or where something ended without a word; changes end
 * in the thread where they began. And of programs that do not, with addresses and lengths that cannot be.
 */
final class SpaceOperations {
  private static final long PAGE = SpaceModel.PAGE;
  private static final int WINDOWS = 8;
  private static final int CONTAINERS = 40;

  private final SpaceModel space;
  private final Dice dice;
  private final List<long[]> zones;
  private final long longest;

  /**
   * @param zones first address and end of each part of the address space where something happens
   * @param longest bytes of an ordinary container
   */
  SpaceOperations(SpaceModel space, Dice dice, List<long[]> zones, long longest) {
    this.space = space;
    this.dice = dice;
    this.zones = zones;
    this.longest = longest;
  }

  /** An address in a zone, on a page as often as not. */
  long address() {
    long[] zone = dice.of(zones);
    long address = dice.between(zone[0], zone[1] - 1);
    return dice.oneIn(2) ? Math.max(zone[0], SpaceModel.pageDown(address)) : address;
  }

  /** One event, or none if there was no place for it. */
  void one() {
    if (space.windows.size() > WINDOWS) {
      end(dice.of(space.windows));
      return;
    }
    if (space.containers.size() > CONTAINERS) {
      space.freed(dice.of(space.containers).base());
      return;
    }
    switch (dice.below(24)) {
      case 0, 1, 2 -> allocate();
      case 3, 4, 5 -> free();
      case 6, 7 -> map();
      case 8, 9, 10 -> unmap();
      case 11, 12 -> change();
      case 13, 14, 15 -> endOne();
      case 16, 17 -> reallocate();
      case 18 -> declare();
      case 19 -> undeclare();
      case 20 -> truncate();
      case 21 -> rare();
      case 22 -> space.freed(address());
      default -> impossible();
    }
  }

  /** Something begins, if there was a place for it. */
  void begin() {
    switch (dice.below(4)) {
      case 0 -> declare();
      case 1, 2 -> allocate();
      default -> map();
    }
  }

  private boolean mayBegin(long base, long end) {
    return end < 0 || space.isFree(base, end, space.at(base));
  }

  private void allocate() {
    long base = address();
    long size = dice.oneIn(4) ? dice.size(SpaceModel.TRACKED) : SpaceModel.TRACKED - 1 + dice.size(longest);
    if (mayBegin(base, base + size)) {
      space.allocated(base, size);
    }
  }

  private Container known() {
    return space.containers.isEmpty() ? null : dice.of(space.containers);
  }

  private void free() {
    Container c = known();
    if (c != null) {
      space.freed(c.base());
    }
  }

  private void map() {
    Container over = dice.oneIn(3) ? known() : null;
    long base = SpaceModel.pageDown(over == null ? address() : dice.between(over.base(), over.end() - 1));
    long length = dice.size(longest);
    long end = SpaceModel.pageEnd(base, length);
    Container around = space.around(base, end);
    if (around != null && around.mapping() || mayBegin(base, end)) {
      space.mapped(base, length);
    }
  }

  private void unmap() {
    Container c = known();
    if (c == null || dice.oneIn(3)) {
      space.unmapped(address(), dice.size(longest * 4));
    } else if (dice.oneIn(2)) {
      space.unmapped(c.base(), c.size());
    } else {
      long from = dice.between(c.base(), c.end() - 1);
      space.unmapped(from, dice.size(c.end() - from));
    }
  }

  private void change() {
    long start = address();
    if (!space.windowAt(SpaceModel.pageDown(start))) {
      space.changeBegin(start, dice.size(longest));
    }
  }

  private void truncate() {
    if (!space.windowAt(0)) {
      space.truncationBegin();
    }
  }

  /** A change that is in progress ends, if there is one. */
  void endOne() {
    if (!space.windows.isEmpty()) {
      end(dice.of(space.windows));
    }
  }

  private void end(Window window) {
    switch (window.kind()) {
      case CHANGE -> space.changeEnd(window);
      case TRUNCATION -> space.truncationEnd(window);
      default -> endReallocation(window);
    }
  }

  private void reallocate() {
    Container c = known();
    long base = c == null || dice.oneIn(6) ? address() : c.base();
    Container known = space.at(base);
    if (!space.windowAt(base) && (known == null || !known.mapping())) { // nobody reallocates a mapping
      long newSize = dice.oneIn(4) ? dice.size(SpaceModel.TRACKED) : SpaceModel.TRACKED - 1 + dice.size(longest);
      space.reallocationBegin(base, dice.oneIn(500) ? SpaceModel.TOO_LARGE + dice.size(longest) : newSize);
    }
  }

  /** Where it was if that is free still; else somewhere else, since another thread has got the memory. */
  private void endReallocation(Window window) {
    long base = window.start();
    long newSize = window.argument();
    List<Long> outcomes = new ArrayList<>();
    if (window.container() == null || space.isFree(base, window.container().end(), null)) {
      outcomes.add(0L);
    }
    boolean stays = base > 0
        && (newSize < SpaceModel.TRACKED || newSize > SpaceModel.LARGEST || base + newSize > 0 && space.isFree(base, base + newSize, null));
    if (stays && space.isFree(base, window.to(), null)) {
      outcomes.add(base);
    }
    long elsewhere = address();
    if (elsewhere != base && base > 0 && (newSize < SpaceModel.TRACKED || mayBegin(elsewhere, elsewhere + newSize))) {
      outcomes.add(elsewhere);
    }
    if (!outcomes.isEmpty()) {
      space.reallocationEnd(window, dice.of(outcomes));
    }
  }

  private void declare() {
    long base = address();
    long size = dice.size(longest);
    if (base + size > 0 && space.isFree(base, base + size, space.at(base))) {
      space.declare(base, size);
    }
  }

  private void undeclare() {
    Container c = known();
    if (c != null) {
      space.undeclare(c.base());
    }
  }

  private void rare() {
    switch (dice.below(dice.oneIn(20) ? 6 : 2)) {
      case 0 -> space.arenaClosed();
      case 1 -> space.arenaClosed();
      case 2 -> space.invalidateEverything();
      case 3 -> space.unmapped(address(), dice.of(-1, Long.MIN_VALUE, SpaceModel.TOP, SpaceModel.TOP - 1, 1L << 40));
      case 4 -> space.allocated(address(), dice.of(SpaceModel.TOP, SpaceModel.TOO_LARGE, 1L << 62));
      default -> huge();
    }
  }

  private void huge() {
    long base = address();
    long size = 1L << 20 + dice.below(27);
    if (mayBegin(base, base + size)) {
      space.allocated(base, size);
    }
  }

  /** What no kernel and no allocator does: it has no effect, or that of the part that can be. */
  private void impossible() {
    long address = dice.of(0, -1, -PAGE, -dice.size(longest), Long.MIN_VALUE, Long.MIN_VALUE + dice.size(longest));
    long length = dice.of(0, -1, -PAGE, 1, PAGE, dice.size(longest), Long.MIN_VALUE, SpaceModel.TOP);
    long possible = address();
    switch (dice.below(9)) {
      case 0 -> space.allocated(address, length);
      case 1 -> space.allocated(possible, Math.min(0, length));
      case 2 -> space.freed(address);
      case 3 -> space.mapped(address, length);
      case 4 -> space.mapped(possible, Math.min(0, length));
      case 5 -> space.unmapped(Math.min(-1, address), length);
      case 6 -> space.unmapped(possible, 0);
      case 7 -> changeAt(address, length);
      default -> reallocateAt(address, length);
    }
  }

  private void changeAt(long start, long length) {
    if (!space.windowAt(SpaceModel.pageDown(start))) {
      space.changeBegin(start, length);
    }
  }

  private void reallocateAt(long base, long newSize) {
    if (!space.windowAt(base)) {
      space.reallocationBegin(base, newSize);
    }
  }
}
