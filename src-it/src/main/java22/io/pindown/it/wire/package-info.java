/**
 * An ordinary program over io_uring, in the ways that programs register memory: for each send, in a cache of their own that is never
 * told of changes, or through core's cache. It compares what arrives with what it reads itself at the same address.
 */
package io.pindown.it.wire;
