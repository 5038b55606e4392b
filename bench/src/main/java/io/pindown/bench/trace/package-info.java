/** Studies of eviction and of widening on recorded traces; docs/eviction.md says how to run them and what they gave. */
package io.pindown.bench.trace;
