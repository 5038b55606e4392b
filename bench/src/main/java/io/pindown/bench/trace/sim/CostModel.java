package io.pindown.bench.trace.sim;

/**
 * What it costs to register memory and to deregister it again, in nanoseconds: a part for each time and a part for each page.
 *
 * @param fixed of both together, for a page at least
 * @param perPage of both together, for each further page of 4 KiB
 */
public record CostModel(String name, double fixed, double perPage) {
  private static final long PAGE = 4096;

  /** Measured on this kernel, touched pages: 417 ns and 60 a page to set a place of the table, 289 and 19 to clear it. */
  public static final CostModel IO_URING = new CostModel("io_uring", 417 + 289, 60 + 19);
  /** As reported for 100,000 regions on an mlx5 NIC: 280 us to register one and 200 to deregister it, whatever its size. */
  public static final CostModel NIC = new CostModel("NIC", 280_000 + 200_000, 0);

  /** Of one registration of so many bytes, whole pages. */
  public double of(long bytes) {
    return fixed + perPage * (bytes / PAGE - 1);
  }

  CostModel other() {
    return this == NIC ? IO_URING : NIC;
  }
}
