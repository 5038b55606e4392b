/** The report: a page with pictures. Loaded by the system class loader, when one is asked for. */
package io.pindown.agent.report;
