/** Meters for Micrometer. Optional; knows Pindown by what it shows in JMX only. */
package io.pindown.micrometer;
