/** {@code bench/compare.sh}: forks both sides of each comparison in turn, and writes medians with their spread. */
package io.pindown.bench.compare;
