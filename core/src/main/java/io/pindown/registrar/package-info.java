/** What a NIC library, or any other device that pins memory, gives to the registration cache. Knows neither the cache nor the registry. */
package io.pindown.registrar;
