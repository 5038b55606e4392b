package io.pindown.nic.registrar;

import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;

/**
 * The watch over a range that libfabric's caches keep registrations of.
 *
 * <pre>
 * field      written by                        access
 * holders    libfabric's calls, the notifier   under the lock of Subscriptions
 * </pre>
 */
final class Subscription extends Watch {
  /** Registrations of exactly this range that caches may still have; never fewer than they do. */
  int holders = 1;

  Subscription(WatchRegistry registry, long address, long length) {
    super(registry, address, length);
  }
}
