/** Where the JDK is instrumented: one table, one row per hook. Loaded by the system class loader. */
package io.pindown.agent.point;
