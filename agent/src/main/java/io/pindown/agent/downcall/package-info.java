/**
 * Native functions that Java code calls through the Foreign Function &amp; Memory API: handles for the libc functions that
 * change memory are wrapped when they are linked. Loaded by the system class loader, on the first link; the API is reached
 * by reflection, since the agent runs on JDKs that do not have it.
 */
package io.pindown.agent.downcall;
