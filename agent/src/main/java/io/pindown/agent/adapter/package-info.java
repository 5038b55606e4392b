/**
 * Adapters: how libraries that register memory come to use the registration cache without a change. An adapter is a row of
 * {@code AdapterTable}, a class of advice that Byte Buddy copies into the library's methods, and ordinary classes that the
 * advice calls. Loaded by the system class loader; Byte Buddy only when a class of the table is.
 */
package io.pindown.agent.adapter;
