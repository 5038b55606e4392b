package io.pindown.cache;

/**
 * A registration with leases that nobody has released.
 *
 * @param address first registered byte
 * @param length registered bytes
 * @param leases how many are out
 * @param site the stack of the last one that was taken, empty if the cache does not record that
 * @param changed the stack of what freed or remapped the memory meanwhile, empty if nothing has or the cache does not record that
 */
public record LentRegistration(long address, long length, long leases, String site, String changed) {}
