/** Inputs for what reads text and files of others. */
package io.pindown.agent.fuzz;
