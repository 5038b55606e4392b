/**
 * The audit: lists, from class files alone, the places in libraries that allocate, free, map, unmap, change or pin memory, and
 * what sees each. Nothing is loaded or run. Needs the tables of {@code point}, {@code downcall}, {@code adapter} and {@code library}; nothing
 * else of the agent needs it, and premain loads none of it.
 */
package io.pindown.agent.audit;
