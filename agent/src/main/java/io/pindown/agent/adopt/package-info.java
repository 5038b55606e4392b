/**
 * Finds memory that is older than the hooks, by the objects that will free it: what the JDK's own cleaners and arenas know of base and
 * size. Knows core's {@code Adopter} and {@code hook}. Loaded by the system class loader, at an attach or with the first buffer or segment
 * of unknown memory.
 */
package io.pindown.agent.adopt;
