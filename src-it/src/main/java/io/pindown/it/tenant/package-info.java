/** Applications that a host loads with class loaders of their own and lets go again. */
package io.pindown.it.tenant;
