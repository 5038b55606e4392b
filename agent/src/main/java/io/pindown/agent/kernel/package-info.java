/**
 * The kernel monitor: what the kernel tells of changes of memory, for changes that native code makes by itself, and for finding out what
 * the hooks have missed. What needs the final Foreign Function &amp; Memory API is in {@code src/main/java22} and loaded by name. Nothing
 * of this is loaded unless it is asked for.
 */
package io.pindown.agent.kernel;
