/**
 * How an application uses Pindown's cache itself, where the agent serves the NIC's library from none: RDMA verbs. Its classes of Pindown
 * come from the agent's jar. Class loader: the system loader.
 */
package io.pindown.demo.leased;
