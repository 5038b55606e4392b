/**
 * The CUDA driver API over libcuda, as far as copies between host and device memory need it: devices, primary contexts, streams, events, device
 * memory, and registered host memory. Knows no cache and no registry. Loaded by the application's loader; needs Java 22, the driver and, to stay
 * silent from Java 24 on, {@code --enable-native-access}.
 *
 * <p>A {@link io.pindown.nic.cuda.CudaContext} owns what is made from it, and closing it closes that first, so any order of closing is right;
 * what is closed says so when it is used. Threads need not know which context is current: each call makes its own context current, and puts back the one
 * that was, so that other users of CUDA in the thread see nothing of it.
 */
package io.pindown.nic.cuda;
