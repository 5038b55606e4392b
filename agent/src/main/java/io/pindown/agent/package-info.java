/**
 * The Java agent: start, options, installation, self-test, command line. Loaded by the system class loader; knows core,
 * core does not know it.
 */
package io.pindown.agent;
