package io.pindown.it.soak;

/**
 * A registration as the soak's registrars hand it to the caches.
 *
 * @param born the {@link Clock} before it was pinned
 * @param length whole pages, in bytes
 */
record Pinned<P>(P pin, long born, long length) {}
