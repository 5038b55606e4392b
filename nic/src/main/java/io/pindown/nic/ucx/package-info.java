/**
 * UCX: memory registered with a context of the program's own ({@link io.pindown.nic.ucx.UcxContext}), and Pindown as the source of UCX's memory
 * events, so that UCX's own cache of registrations is right in a JVM although UCX patches no code in it ({@link
 * io.pindown.nic.ucx.UcxMemoryEvents}). Knows libucp and libucm, not jucx. Loaded by the application's loader.
 */
package io.pindown.nic.ucx;
