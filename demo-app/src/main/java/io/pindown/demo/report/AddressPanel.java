package io.pindown.demo.report;

import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.Size;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One panel of the address space: the bands of one kind of memory in one way, time from left to right. */
final class AddressPanel {
  private static final double MAPPED_HEIGHT = 24;
  private static final double PINNED_HEIGHT = 15;
  private static final double MARKS = 14;
  private static final double POINTERS = 9;
  private static final double BAND = MARKS + MAPPED_HEIGHT + 2 + PINNED_HEIGHT + POINTERS + 22;
  private static final int HUES = 4;
  private static final int MOST_BANDS = 3;

  private final List<Moment> moments;
  private final double left;
  private final double top;
  private final double width;
  private final Map<Long, Integer> bands = new LinkedHashMap<>();

  AddressPanel(List<Moment> moments, double left, double top, double width) {
    this.moments = moments;
    this.left = left;
    this.top = top;
    this.width = width;
    for (Moment moment : moments) {
      // More addresses than bands is rare: the last band then takes the others, and its label says so.
      bands.putIfAbsent(moment.address(), Math.min(bands.size(), MOST_BANDS - 1));
    }
  }

  double top() {
    return top;
  }

  double height() {
    return BAND * Math.max(1, Math.min(bands.size(), MOST_BANDS));
  }

  void draw(Svg svg) {
    Map<Long, Moment> mapped = new LinkedHashMap<>();
    Map<Long, Deque<Moment>> pinned = new LinkedHashMap<>();
    for (Moment moment : moments) {
      switch (moment.kind()) {
        case MAPPED -> mapped.put(moment.address(), moment);
        case UNMAPPED -> block(svg, "mapped", mapped.remove(moment.address()), moment.nanos());
        case PINNED -> pinned.computeIfAbsent(moment.address(), address -> new ArrayDeque<>()).push(moment);
        case UNPINNED, INVALIDATED -> unpin(svg, pinned.get(moment.address()), moment);
        default -> mark(svg, moment);
      }
    }
    long end = moments.isEmpty() ? 0 : moments.getLast().nanos();
    mapped.values().forEach(still -> block(svg, "mapped", still, end));
    pinned.values().forEach(stack -> stack.forEach(still -> block(svg, "pinned", still, end)));
    bands.forEach((address, band) -> label(svg, address, band));
  }

  private void unpin(Svg svg, Deque<Moment> stack, Moment end) {
    if (stack == null || stack.isEmpty()) {
      return;
    }
    Moment begin = stack.pop();
    block(svg, "pinned", begin, end.nanos());
    if (end.kind() == Moment.Kind.INVALIDATED) {
      svg.pointer("invalidated", x(end.nanos()), pinnedY(end) + PINNED_HEIGHT + 1,
          "registration of buffer " + begin.generation() + " invalidated before its memory goes");
    }
  }

  private void block(Svg svg, String style, Moment begin, long end) {
    if (begin == null) {
      return;
    }
    boolean pinned = style.equals("pinned");
    double y = pinned ? pinnedY(begin) : mappedY(begin);
    double height = pinned ? PINNED_HEIGHT : MAPPED_HEIGHT;
    double from = x(begin.nanos());
    double length = Math.max(0.8, x(end) - from - (pinned ? 0 : 1));
    svg.rectangle(style + " hue" + begin.generation() % HUES, from, y, length, height,
        (pinned ? "pinned: pages of buffer " : "mapped: buffer ") + begin.generation() + ", " + Size.label(begin.length()) + " at 0x"
            + Long.toHexString(begin.address()));
    if (length > (pinned ? 14 : 9)) {
      svg.text(pinned ? "on-pinned" : "on-mapped", from + length / 2, y + height / 2 + 3.8, "middle",
          Integer.toString(begin.generation()));
    }
  }

  private void mark(Svg svg, Moment sent) {
    double y = bandTop(sent) + MARKS / 2 - 1;
    if (sent.kind() == Moment.Kind.SENT_WRONG) {
      svg.cross("wrong", x(sent.nanos()), y, 2.6, "buffer " + sent.generation() + " sent: other bytes arrived");
    } else {
      svg.circle("right", x(sent.nanos()), y, 2.5, "buffer " + sent.generation() + " sent: the right bytes arrived");
    }
  }

  private void label(Svg svg, long address, int band) {
    if (band < MOST_BANDS - 1 || bands.size() <= MOST_BANDS || bands.values().stream().filter(b -> b == band).count() == 1) {
      svg.text("address", left, top + band * BAND + BAND - 9, "start", "0x" + Long.toHexString(address));
    }
  }

  private double x(long nanos) {
    long first = moments.getFirst().nanos();
    long span = Math.max(1, moments.getLast().nanos() - first);
    return left + width * (nanos - first) / span;
  }

  private double bandTop(Moment moment) {
    return top + bands.get(moment.address()) * BAND;
  }

  private double mappedY(Moment moment) {
    return bandTop(moment) + MARKS;
  }

  private double pinnedY(Moment moment) {
    return mappedY(moment) + MAPPED_HEIGHT + 2;
  }
}
