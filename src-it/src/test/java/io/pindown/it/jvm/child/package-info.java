/** Programs that the harness's own tests start. */
package io.pindown.it.jvm.child;
