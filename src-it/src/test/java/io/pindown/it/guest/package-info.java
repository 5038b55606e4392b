/** Test programs in a guest: a virtual machine with RDMA devices in software, made by {@code guest/build.sh}. */
package io.pindown.it.guest;
