/** Ties the NIC libraries to the registrar interface of a registration cache. Loaded by the application's loader. */
package io.pindown.nic.registrar;
