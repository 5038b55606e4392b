/** Figures of this process in a file that others read without touching it, laid out as Agrona's CountersReader reads them. */
package io.pindown.counters;
