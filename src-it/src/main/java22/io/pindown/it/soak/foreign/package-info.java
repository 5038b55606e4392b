/** What the soak has on JDKs with the FFM API: arenas, calls of the C library, io_uring. Also compiled by JDK 21, for itself. */
package io.pindown.it.soak.foreign;
