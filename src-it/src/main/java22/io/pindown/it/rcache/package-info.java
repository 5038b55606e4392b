/** UCX's own cache of registrations in a JVM: told of memory by Pindown, or by nobody. */
package io.pindown.it.rcache;
