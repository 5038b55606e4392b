/** What the programs that use libraries of others have in common: a device behind a cache, arguments, and results to compare. */
package io.pindown.it.world;
