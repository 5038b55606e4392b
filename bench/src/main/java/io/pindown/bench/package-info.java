/** JMH benchmarks; docs/benchmarks.md says how to run them and what they gave. */
package io.pindown.bench;
