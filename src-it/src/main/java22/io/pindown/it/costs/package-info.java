/** Programs for the tables of docs/benchmarks.md, run by hand; a test runs each of them briefly. JDK 22 and later. */
package io.pindown.it.costs;
