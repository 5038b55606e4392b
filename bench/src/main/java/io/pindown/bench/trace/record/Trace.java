package io.pindown.bench.trace.record;

import java.util.Arrays;

/**
 * Accesses in their order, each a range inside a container, and the ends of containers between them.
 *
 * <p>Containers are numbered in the order of their first access and get addresses of their own, one after the other, at the same place
 * within a page as they really had: so a trace does not depend on where the kernel put things, and the next owner of an address is
 * another container.
 */
public final class Trace {
  /** Between one container and the next one, so that they share no page. */
  private static final long GAP = 1 << 20;
  private static final long PAGE = 4096;
  private static final long FIRST = 1L << 40;
  /** The length of an event that is no access but the end of its container. */
  private static final long END = 0;

  private final String name;
  private final long[] bases;
  private final long[] sizes;
  private final boolean[] mappings;
  private final int[] containers;
  private final long[] offsets;
  private final long[] lengths;

  private Trace(Builder b) {
    name = b.name;
    bases = Arrays.copyOf(b.bases, b.count);
    sizes = Arrays.copyOf(b.sizes, b.count);
    mappings = Arrays.copyOf(b.mappings, b.count);
    containers = Arrays.copyOf(b.containers, b.events);
    offsets = Arrays.copyOf(b.offsets, b.events);
    lengths = Arrays.copyOf(b.lengths, b.events);
  }

  public String name() {
    return name;
  }

  /** Accesses and ends. */
  public int events() {
    return containers.length;
  }

  public int accesses() {
    return (int) Arrays.stream(lengths).filter(length -> length != END).count();
  }

  public int containers() {
    return bases.length;
  }

  /** The container that an event is about: 0 to {@link #containers} - 1. */
  public int container(int event) {
    return containers[event];
  }

  public boolean isEnd(int event) {
    return lengths[event] == END;
  }

  /** First byte that an access is to. */
  public long address(int event) {
    return bases[containers[event]] + offsets[event];
  }

  /** Bytes that an access is to, above 0. */
  public long length(int event) {
    return lengths[event];
  }

  public long base(int container) {
    return bases[container];
  }

  /** Bytes of a container. */
  public long size(int container) {
    return sizes[container];
  }

  /** Whether a container is a mapping, not a block. */
  public boolean isMapping(int container) {
    return mappings[container];
  }

  /** Grows a trace; not thread-safe. */
  public static final class Builder {
    private static final int FIRST_CAPACITY = 1024;

    private final String name;
    private long[] bases = new long[FIRST_CAPACITY];
    private long[] sizes = new long[FIRST_CAPACITY];
    private boolean[] mappings = new boolean[FIRST_CAPACITY];
    private int[] containers = new int[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] lengths = new long[FIRST_CAPACITY];
    private int count;
    private int events;
    private long next = FIRST;

    public Builder(String name) {
      this.name = name;
    }

    /** A container of {@code size} bytes, really at {@code base}; returns its number. */
    public int container(long base, long size, boolean mapping) {
      if (count == bases.length) {
        bases = Arrays.copyOf(bases, count * 2);
        sizes = Arrays.copyOf(sizes, count * 2);
        mappings = Arrays.copyOf(mappings, count * 2);
      }
      bases[count] = next + (base & PAGE - 1);
      sizes[count] = size;
      mappings[count] = mapping;
      next = bases[count] + size + GAP & -PAGE;
      return count++;
    }

    public void access(int container, long offset, long length) {
      if (offset < 0 || length <= 0 || offset + length > sizes[container]) {
        throw new IllegalArgumentException(
            "[" + offset + " + " + length + "] is not in container " + container + " of " + sizes[container] + " bytes");
      }
      event(container, offset, length);
    }

    public void end(int container) {
      event(container, 0, END);
    }

    private void event(int container, long offset, long length) {
      if (events == containers.length) {
        containers = Arrays.copyOf(containers, events * 2);
        offsets = Arrays.copyOf(offsets, events * 2);
        lengths = Arrays.copyOf(lengths, events * 2);
      }
      containers[events] = container;
      offsets[events] = offset;
      lengths[events++] = length;
    }

    public Trace build() {
      return new Trace(this);
    }
  }
}
