package io.pindown.demo.measure;

import java.util.List;

/**
 * One line of the self-trace.
 *
 * @param micros time since the trace began
 * @param did what the program did
 * @param address the range it did it to, 0 when there is none
 * @param length bytes of that range
 * @param generation the registry's generation after it
 * @param moved by how much the generation moved
 * @param dirty names of the watches that were reported
 */
public record TraceLine(long micros, String did, long address, long length, long generation, long moved, List<String> dirty) {
}
