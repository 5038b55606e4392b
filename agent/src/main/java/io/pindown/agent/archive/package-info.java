/** Classes that lie in archives within the agent's jar, since each name in the jar costs a start. */
package io.pindown.agent.archive;
