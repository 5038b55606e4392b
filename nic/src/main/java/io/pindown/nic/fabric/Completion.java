package io.pindown.nic.fabric;

/**
 * An operation has completed.
 *
 * @param context what the operation was given to be known by
 * @param flags libfabric's, such as which kind of operation it was
 * @param length bytes that were received; for other operations what the provider says
 * @param tag the tag of a tagged message that was received
 */
public record Completion(long context, long flags, long length, long tag) {}
