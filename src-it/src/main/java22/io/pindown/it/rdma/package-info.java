/**
 * Programs over RDMA verbs, which run in a guest with a device in software: the paths of {@code io.pindown.it.wire}, by each operation that
 * verbs has, and what happens to devices and limits.
 */
package io.pindown.it.rdma;
