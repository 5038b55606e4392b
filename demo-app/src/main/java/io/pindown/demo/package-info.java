/** The demonstrations' command line: what runs when a person types {@code ./demo.sh}. Class loader: the system loader. */
package io.pindown.demo;
