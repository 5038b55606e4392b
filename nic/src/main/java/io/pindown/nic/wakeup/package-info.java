/**
 * Lets an event loop wait for changes of watched memory: a descriptor that is readable when a drain is due. Ties
 * {@link io.pindown.registry.WatchRegistry} to eventfd(2). Loaded by the application's loader.
 */
package io.pindown.nic.wakeup;
