/** What to register for an access: as much as was asked for, its pages, or its container. */
package io.pindown.bench.trace.widen;
