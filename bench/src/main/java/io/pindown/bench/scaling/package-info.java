/**
 * What a machine with more cores than this one would see: a small model of cache lines that threads share, fed with costs that were
 * measured on one thread, and the programs that measure those. docs/scaling.md says what it rests on and what it gave.
 *
 * <p>{@link io.pindown.bench.scaling.OneThread} measures, {@link io.pindown.bench.scaling.Predictions} predicts, {@link
 * io.pindown.bench.scaling.TwoThreads} compares prediction with measurement for as many threads as there are here, {@link
 * io.pindown.bench.scaling.Layouts} prints which fields share a cache line.
 */
package io.pindown.bench.scaling;
