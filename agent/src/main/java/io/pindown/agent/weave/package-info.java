/** How a row of the table becomes bytecode. Loaded by the system class loader; uses ASM's visitor API only. */
package io.pindown.agent.weave;
