/**
 * Ranges of addresses, found by overlap and by containment without a lock. Used by the registry for watches and by the cache for
 * registrations; knows neither.
 */
package io.pindown.index;
