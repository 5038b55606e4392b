package io.pindown.nic.verbs;

/**
 * What one side of a connection tells the other: by a socket, or in whatever way.
 *
 * @param queuePair its queue pair's number
 * @param psn the number of the first packet that it will send, 0 to 2^24 - 1
 * @param gid of its port
 * @param lid of its port, 0 on Ethernet
 */
public record Endpoint(int queuePair, int psn, Gid gid, int lid) {}
