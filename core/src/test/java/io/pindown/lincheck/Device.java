package io.pindown.lincheck;

import io.pindown.registrar.Registrar;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory of four pages and a device that can be registered with. Each page has a version, which is what it holds; a registration has the
 * versions of that time, which is what the device sees.
 */
final class Device implements Registrar<Device.Region> {
  static final long PAGE = 4096;
  static final long AT = 0x7f00_0000_0000L;

  /** One registration. */
  static final class Region {
    private final int number;
    private final int from;
    private final int to;
    private final int contents;
    private final AtomicInteger live = new AtomicInteger(1);
    volatile boolean leasedDuringAChange;

    private Region(int number, int from, int to, int contents) {
      this.number = number;
      this.from = from;
      this.to = to;
      this.contents = contents;
    }

    /** Registrations are numbered from 1. */
    int number() {
      return number;
    }
  }

  private final AtomicInteger memory = new AtomicInteger(); // eight bits a page
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicInteger blamed = new AtomicInteger();
  private volatile String fault;
  private volatile boolean closed;

  /** A page holds something else. */
  void change(int page) {
    memory.getAndAdd(1 << page * 8);
  }

  /** The versions of pages, as the digits of a number. */
  private static int digits(int contents, int from, int to) {
    int digits = 0;
    for (int page = from; page < to; page++) {
      digits = digits * 10 + (contents >> page * 8 & 0xff);
    }
    return digits;
  }

  /** What the process reads. */
  int read(int from, int to) {
    return digits(memory.get(), from, to);
  }

  /** What the device sees through a registration that a lease holds. */
  int see(Region region, int from, int to) {
    use(region);
    if (from < region.from || to > region.to) {
      fault = "registration " + region.number + " does not cover what it is leased for";
    }
    return digits(region.contents, from, to);
  }

  /** The device uses a registration that a lease holds. */
  void use(Region region) {
    if (region.live.get() != 1) {
      fault = "registration " + region.number + " is leased and not registered";
    }
  }

  @Override
  public Region register(long address, long length, int access) {
    if (closed) {
      fault = "registered after close";
    }
    int from = (int) ((address - AT) / PAGE);
    live.getAndIncrement();
    return new Region(numbers.incrementAndGet(), from, from + (int) (length / PAGE), memory.get());
  }

  @Override
  public void deregister(Region region) {
    live.getAndDecrement();
    if (region.live.getAndDecrement() != 1) {
      fault = "registration " + region.number + " was deregistered twice";
    }
  }

  /** A registration was leased all the while that its memory changed. */
  void leasedDuringAChange(Region region) {
    if (!region.leasedDuringAChange) {
      region.leasedDuringAChange = true;
      blamed.getAndIncrement();
    }
  }

  int leasedDuringAChange() {
    return blamed.get();
  }

  void closed() {
    closed = true;
  }

  int registrations() {
    return numbers.get();
  }

  int live() {
    return live.get();
  }

  void fault(String what) {
    fault = what;
  }

  /** What went wrong, or null. */
  String fault() {
    return fault;
  }

  @Override
  public String name() {
    return "versions";
  }
}
