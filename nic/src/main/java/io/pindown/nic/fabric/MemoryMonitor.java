package io.pindown.nic.fabric;

/**
 * What tells libfabric's own registration cache whether memory is still what it was when it was registered: {@code struct
 * fi_ops_mem_monitor}. One for the process; see {@link MonitorImport}.
 *
 * <p>libfabric calls {@link #subscribe}, {@link #unsubscribe} and {@link #valid} under one lock of its own, from the threads that register
 * memory. So none of them may wait for anything that such a thread may hold, and none may call {@link MonitorImport#invalidate}.
 */
public interface MemoryMonitor {
  /** The first cache is being opened. */
  void start();

  /** The last cache has been closed; what was subscribed is no longer. */
  void stop();

  /**
   * Memory has been registered and is about to be kept.
   *
   * @return whether its changes will be told; if not, libfabric uses the registration once
   */
  boolean subscribe(long address, long length);

  /** One registration of exactly this range is kept no longer. libfabric before 2.1 does not say so. */
  void unsubscribe(long address, long length);

  /** Whether the memory of a registration, exactly as it was subscribed, has not changed since; asked at each use of a kept one. */
  boolean valid(long address, long length);
}
