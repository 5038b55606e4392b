/**
 * The technology compatibility kit: what every {@link io.pindown.registrar.Registrar} must do so that a registration cache can rely on it.
 * Extend {@link io.pindown.tck.RegistrarTck} in the tests of the registrar; docs/adding-a-nic.md shows one. In core's test jar; needs JUnit
 * and AssertJ.
 */
package io.pindown.tck;
