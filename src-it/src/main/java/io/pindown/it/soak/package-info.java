/**
 * The soak: threads that for a given time do to off-heap memory whatever a program can do to it, and send from it through registration
 * caches all the while; and what tells whether anything went wrong. Java 17; what needs the FFM API is in the package {@code foreign}
 * below and comes in by {@link io.pindown.it.soak.Equipment}.
 */
package io.pindown.it.soak;
