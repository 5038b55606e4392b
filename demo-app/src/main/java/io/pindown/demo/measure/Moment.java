package io.pindown.demo.measure;

/**
 * One thing that happened to one address range while the application ran.
 *
 * @param nanos time since the run began
 * @param source which kind of memory, the lane of the picture
 * @param kind what happened
 * @param address first byte of the range
 * @param length bytes
 * @param generation which buffer of this source it was, from 1
 */
public record Moment(long nanos, String source, Kind kind, long address, long length, int generation) {
  /** What can happen. */
  public enum Kind {
    /** Memory was mapped or allocated. */
    MAPPED,
    /** The memory is gone. */
    UNMAPPED,
    /** A registration was made: these pages are pinned from now on. */
    PINNED,
    /** The registration was closed by the application, or was left alone and ended with the run. */
    UNPINNED,
    /** The registration was thrown out because its memory ends. */
    INVALIDATED,
    /** A message arrived as the process reads it. */
    SENT_RIGHT,
    /** A message arrived with other bytes than the process reads. */
    SENT_WRONG
  }
}
