package io.pindown.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * Prints as a line of JSON how much memory cached registrations take, each of a container of its own: {@code Footprint [registrations]},
 * with {@code -XX:+UseSerialGC -Xms3g -Xmx3g -XX:+AlwaysPreTouch}, so that the heap is resident from the start and what the resident set
 * grows by is outside of it.
 *
 * <p>Everything is included: registration, watch, container, the tables at the size that they have grown to. Not the registrar's
 * handle, which is one object for all.
 */
public final class Footprint {
  private static final int WARM_UP = 3;

  private Footprint() {}

  public static void main(String[] args) throws IOException {
    int registrations = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    for (int i = 0; i < WARM_UP; i++) {
      CachedRegions.filled(Layout.SPARSE, registrations).close(); // compiled code, classes and the collector's own are there from now on
    }
    long heapBefore = Memory.liveHeap();
    long residentBefore = Memory.resident();
    try (CachedRegions cached = CachedRegions.filled(Layout.SPARSE, registrations)) {
      long heap = Memory.liveHeap() - heapBefore - (long) registrations * Long.BYTES; // the array of addresses is the benchmark's
      long outside = Math.max(0, Memory.resident() - residentBefore);
      cached.requireRegistrations(registrations);
      System.out.printf(
          Locale.ROOT,
          "{\"registrations\":%d,\"heapBytesEach\":%.1f,\"outsideHeapBytesEach\":%.1f,\"bytesEach\":%.1f}%n",
          registrations,
          (double) heap / registrations,
          (double) outside / registrations,
          (double) (heap + outside) / registrations);
    }
  }
}
