package io.pindown.agent.adopt;

/** What a search for older memory has found, counted. Used by one thread. */
public final class Found {
  private long buffers;
  private long arenas;
  private long blocks;
  private long bytes;
  private long tooSmall;
  private long unknown;
  private long millis;

  void buffer(long size) {
    buffers++;
    bytes += size;
  }

  void block(long size) {
    blocks++;
    bytes += size;
  }

  void arena() {
    arenas++;
  }

  void tooSmall() {
    tooSmall++;
  }

  void otherCleaner() {
    unknown++;
  }

  void leftInArena(boolean known) {
    if (known) {
      tooSmall++;
    } else {
      unknown++;
    }
  }

  void took(long nanos) {
    millis = nanos / 1_000_000L;
  }

  /** For the log. */
  @Override
  public String toString() {
    return "adopted " + buffers + " buffers and " + blocks + " blocks of " + arenas + " arenas, " + bytes + " bytes, in " + millis + " ms; left out "
        + tooSmall + " below 4 KiB, " + unknown + " of unknown extent";
  }
}
