/** JFR events. Loaded only where the module jdk.jfr is; nothing here is on a hit path or in a hook. */
package io.pindown.event;
