/**
 * {@code mode=observe}: what the program hands to sockets and NIC libraries, as if it were registered, and a verdict. Loaded by the system class loader,
 * and only in that mode or by the adapters.
 */
package io.pindown.agent.observe;
