/**
 * RDMA verbs over libibverbs, in verbs' terms: devices, protection domains, memory regions, completion queues and channels, and queue pairs of
 * the reliable connected service. Knows no cache and no registry. Loaded by the application's loader; needs Java 22, libibverbs.so.1 and, to
 * stay silent from Java 24 on, {@code --enable-native-access}.
 *
 * <p>A {@link io.pindown.nic.verbs.VerbsContext} owns what is made from it. Closing something closes what was made from it first, so any
 * order of closing is right; what is closed says so when it is used.
 */
package io.pindown.nic.verbs;
