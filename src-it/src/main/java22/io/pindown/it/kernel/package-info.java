/** Programs under the kernel monitor. */
package io.pindown.it.kernel;
