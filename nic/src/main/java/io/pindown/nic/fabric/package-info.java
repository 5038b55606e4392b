/**
 * libfabric over the Foreign Function and Memory API: discovery, domains, completion queues, address vectors, endpoints for tagged messages
 * and remote memory access, memory registration; and this process's watch registry as the memory monitor of libfabric's own registration
 * cache. No C of our own: what libfabric's headers define inline is read here out of the objects' tables of functions.
 *
 * <p>Loaded by the application's loader; needs Java 22, {@code --enable-native-access}, and libfabric 1.17 or later.
 */
package io.pindown.nic.fabric;
