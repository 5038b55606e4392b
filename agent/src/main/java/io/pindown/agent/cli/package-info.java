/** The commands for running JVMs: what {@code java -jar} on the agent's jar does to other processes. Never loaded in a process that is asked. */
package io.pindown.agent.cli;
