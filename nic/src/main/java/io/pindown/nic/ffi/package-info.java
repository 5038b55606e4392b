/**
 * The C library over the Foreign Function and Memory API: symbols, system calls, errno. Knows no NIC. Loaded by the application's
 * loader; needs Java 22 and, to stay silent from Java 24 on, {@code --enable-native-access}.
 */
package io.pindown.nic.ffi;
