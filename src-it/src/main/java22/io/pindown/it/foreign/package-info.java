/** Programs that need the FFM API. */
package io.pindown.it.foreign;
