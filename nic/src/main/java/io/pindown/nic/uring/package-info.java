/**
 * io_uring as a NIC library: a ring, a table of fixed buffers ("regions"), zero-copy sends and fixed reads and writes, by raw system
 * calls. Usable by itself; knows no cache. {@link io.pindown.nic.uring.Ring} is the place to start.
 *
 * <p>References to the kernel's header are to <a href="https://github.com/torvalds/linux/blob/v6.12/include/uapi/linux/io_uring.h">
 * include/uapi/linux/io_uring.h of v6.12</a>. Loaded by the application's loader.
 */
package io.pindown.nic.uring;
