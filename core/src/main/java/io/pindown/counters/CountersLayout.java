package io.pindown.counters;

/**
 * Where what is in a counters file. All numbers in the byte order of the machine.
 *
 * <pre>
 * 0                          header, one page
 *    0   long   {@link #MAGIC}
 *    8   int    {@link #VERSION}
 *   12   int    n, the most counters that the file has room for
 *   16   long   process id, as the process itself sees it
 *   24   long   when the process was started, in clock ticks since the machine was: field 22 of /proc/PID/stat
 *   32   long   number of the namespace of process ids
 *   40   long   writings of the values that have begun
 *   48   long   writings that have ended: values that were read between two equal looks at both are of one moment
 *   56   long   when the last one ended, in milliseconds since 1970
 * 4096                       metadata: n records of 512 bytes, as Agrona has them
 *    0   int    0 unused, and so are all that follow; 1 in use; -1 given up
 *    4   int    type id
 *   16          key, 112 bytes
 *  128   int    length of the label, followed by it in ASCII, 380 bytes at most
 * 4096 + 512 n               values: n records of 128 bytes
 *    0   long   the value
 * </pre>
 */
public final class CountersLayout {
  /** {@code PINDOWNC}, in whatever byte order. */
  public static final long MAGIC = 0x50494E444F574E43L;

  public static final int VERSION = 1;
  public static final int COUNTERS_OFFSET = 12;
  public static final int PID_OFFSET = 16;
  public static final int START_OFFSET = 24;
  public static final int NAMESPACE_OFFSET = 32;
  public static final int BEGUN_OFFSET = 40;
  public static final int ENDED_OFFSET = 48;
  public static final int TIME_OFFSET = 56;
  public static final int HEADER = 4096;

  public static final int METADATA = 512;
  public static final int TYPE_OFFSET = 4;
  public static final int KEY_OFFSET = 16;
  public static final int KEY_LENGTH = 112;
  public static final int LABEL_OFFSET = 128;
  public static final int LABEL_LENGTH = METADATA - LABEL_OFFSET - 4;
  public static final int VALUE = 128;

  public static final int UNUSED = 0;
  public static final int IN_USE = 1;
  public static final int GIVEN_UP = -1;

  /** Of the process: the key is a number of {@link ProcessCounters}. */
  public static final int PROCESS_TYPE = 1;

  /** Of a cache: the key is the cache's number, and the figure's, two ints. */
  public static final int CACHE_TYPE = 2;

  /** Of a place in the code: the key is the figure's number, an int; the label begins with the place. */
  public static final int SITE_TYPE = 3;

  private CountersLayout() {}

  public static int values(int counters) {
    return HEADER + counters * METADATA;
  }

  public static int size(int counters) {
    return values(counters) + counters * VALUE;
  }
}
