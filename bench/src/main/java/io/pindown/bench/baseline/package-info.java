/**
 * What people write instead of a registration cache: a map from address to region with a count of its users. None of these knows when
 * memory changes, so each serves stale regions; none evicts, limits or registers. They are here for the speed of their lookup.
 */
package io.pindown.bench.baseline;
