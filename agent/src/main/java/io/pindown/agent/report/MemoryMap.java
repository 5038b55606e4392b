package io.pindown.agent.report;

import io.pindown.agent.observe.Amounts;
import io.pindown.cache.RegistrationCache;
import io.pindown.registry.AddressSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The address space as far as registrations are in it: from left to right and then from top to bottom the containers in the order of their addresses, as
 * wide as the logarithm of their size, with what of them is registered, and so pinned and watched. A gap is where others lie between them.
 */
final class MemoryMap {
  private static final double WIDTH = 980;
  private static final double ROW = 30;
  private static final double BOX = 20;
  private static final int MOST = 300;
  private static final int PAGE = 4096;

  private final AddressSpace space = AddressSpace.process();

  /** @param number of the cache, for its colour */
  private record Pin(int number, String cache, long address, long length) {}

  private record Box(long base, long size, boolean mapping, List<Pin> pins) {}

  private final List<Pin> pins = new ArrayList<>();
  private boolean cut;

  void add(int number, RegistrationCache<?> cache) {
    long[] ranges = cache.ranges(MOST);
    cut |= ranges.length == 2 * MOST;
    for (int i = 0; i < ranges.length; i += 2) {
      pins.add(new Pin(number, cache.options().name(), ranges[i], ranges[i + 1]));
    }
  }

  /** Whether not all that is there is shown. */
  boolean isCut() {
    return cut;
  }

  boolean isEmpty() {
    return pins.isEmpty();
  }

  private List<Box> boxes() {
    pins.sort(Comparator.comparingLong(Pin::address));
    List<Box> boxes = new ArrayList<>();
    for (Pin pin : pins) {
      // a block may begin inside the first page
      long base = space.containerAround(pin.address + PAGE - 1, pin.address + PAGE);
      long size = base == 0 ? 0 : space.containerSize(base);
      Box last = boxes.isEmpty() ? null : boxes.get(boxes.size() - 1);
      if (last != null && base != 0 && last.base == base) {
        last.pins.add(pin);
      } else {
        List<Pin> own = new ArrayList<>();
        own.add(pin);
        boolean known = base != 0 && size > 0; // it may have ended just now
        boxes.add(new Box(known ? base : pin.address, known ? size : pin.length, known && space.isMapping(base), own));
      }
    }
    return boxes;
  }

  String draw() {
    List<Box> boxes = boxes();
    List<double[]> places = new ArrayList<>();
    double x = 0;
    double y = 18;
    long before = 0;
    for (Box box : boxes) {
      double width = Math.min(WIDTH, 6 + 5 * Math.max(0, Math.log((double) box.size / PAGE) / Math.log(2)));
      boolean gap = before != 0 && box.base - before > 2 * PAGE;
      x += gap ? 10 : 2;
      if (x + width > WIDTH) {
        x = 0;
        y += ROW + 16;
      }
      places.add(new double[] {x, y, width});
      x += width;
      before = box.base + box.size;
    }
    Svg svg = new Svg(WIDTH, y + ROW, "Containers with registrations, in the order of their addresses");
    double row = -1;
    for (int i = 0; i < boxes.size(); i++) {
      double[] place = places.get(i);
      if (place[1] != row) {
        row = place[1];
        svg.text("address", place[0], row - 5, "start", hex(boxes.get(i).base));
      }
      box(svg, boxes.get(i), place);
    }
    return svg.finish();
  }

  private static void box(Svg svg, Box box, double[] place) {
    svg.rectangle(box.mapping ? "container mapping" : "container", place[0], place[1], place[2], BOX,
        (box.mapping ? "mapping " : "block ") + hex(box.base) + ", " + Amounts.bytes(box.size));
    for (Pin pin : box.pins) {
      double from = Math.max(0, (double) (pin.address - box.base) / box.size);
      double to = Math.min(1, (double) (pin.address + pin.length - box.base) / box.size);
      svg.rectangle("pin hue" + pin.number % 4, place[0] + from * place[2], place[1] + 5, (to - from) * place[2], BOX - 10,
          "registered by " + pin.cache + ": " + hex(pin.address) + ", " + Amounts.bytes(pin.length));
    }
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
