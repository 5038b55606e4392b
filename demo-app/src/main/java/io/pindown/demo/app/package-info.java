/**
 * The ordinary network application: a sender and a receiver over TCP, written against {@code io.pindown.nic} the plain way.
 * Nothing in here knows of Pindown's registry, cache or agent; a test holds that. Class loader: the system loader.
 */
package io.pindown.demo.app;
