package io.pindown.bench.trace.sim;

/** What a cache may hold: so many bytes, or so many registrations. */
public record Limit(Kind kind, long amount) {

  /** What is scarce. */
  public enum Kind {
    BYTES {
      @Override
      public long weight(long bytes) {
        return bytes;
      }
    },
    ENTRIES {
      @Override
      public long weight(long bytes) {
        return 1;
      }
    };

    /** What a registration of so many bytes takes of it. */
    public abstract long weight(long bytes);

    Kind other() {
      return this == BYTES ? ENTRIES : BYTES;
    }
  }

  /** A part of what a trace would need, at least one registration. */
  public static Limit of(Requests requests, Kind kind, double part) {
    return new Limit(kind, Math.max(1, Math.round(part * requests.footprint(kind))));
  }

  public long weight(long bytes) {
    return kind.weight(bytes);
  }
}
