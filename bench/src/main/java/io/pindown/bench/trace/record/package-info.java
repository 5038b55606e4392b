/** Recorded traces of memory handed to sends: what real libraries do, seen by the agent's hooks. */
package io.pindown.bench.trace.record;
