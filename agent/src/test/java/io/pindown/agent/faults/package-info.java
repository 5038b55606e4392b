/** Core with allocations that fail, one after the other. */
package io.pindown.agent.faults;
