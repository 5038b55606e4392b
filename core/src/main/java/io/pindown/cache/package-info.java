/**
 * The registration cache: memory that stays registered with a device after its use and is found again by address, for as long as no
 * change of its mapping has been seen. Sits on {@link io.pindown.registry} and {@link io.pindown.registrar}; knows no device and no
 * agent.
 */
package io.pindown.cache;
