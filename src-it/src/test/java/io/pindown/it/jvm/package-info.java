/** Starts JVMs, watches over them, and keeps what they leave behind. Runs in the test JVM only. */
package io.pindown.it.jvm;
