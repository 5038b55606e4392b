/** What would happen to a recorded trace under a limit: eviction policies, and bounds that none of them can beat. */
package io.pindown.bench.trace.sim;
