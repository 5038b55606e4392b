/** The integration tests: each starts JVMs and compares what they leave behind with what must be there. */
package io.pindown.it;
