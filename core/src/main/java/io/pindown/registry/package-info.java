/**
 * Watches on address ranges: one dirty flag each, a generation counter, no lost events.
 *
 * <p>{@link io.pindown.registry.AddressSpace} is where events come in and where the live containers are known;
 * {@link io.pindown.registry.WatchRegistry} is one user's set of watches. Everything on the way of an event is free of locks and of
 * allocation and runs in whatever thread frees memory, the Reference Handler too.
 */
package io.pindown.registry;
