/**
 * The self-trace: a program that watches its own memory through Pindown's registry. The only package of the demonstrations that
 * imports Pindown; its classes come from the agent's jar. Class loader: the system loader.
 */
package io.pindown.demo.trace;
