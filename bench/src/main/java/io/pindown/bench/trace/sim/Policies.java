package io.pindown.bench.trace.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The policies that are compared, by name: {@link #SHIPPED} is what the cache does. */
public final class Policies {
  public static final String LRU = "LRU";
  public static final String CLOCK = "CLOCK";
  public static final String SHIPPED = "shipped";

  private static final int DRAWS = 16;
  private static final Map<String, Policy.Factory> ALL = new LinkedHashMap<>();

  static {
    ALL.put(LRU, (requests, limit, costs) -> new Lru(requests.objects()));
    ALL.put(CLOCK, (requests, limit, costs) -> new Clock(requests.objects()));
    ALL.put("SIEVE", (requests, limit, costs) -> new Sieve(requests.objects()));
    ALL.put("S3-FIFO", (requests, limit, costs) -> new S3Fifo(requests, limit));
    ALL.put("TinyLFU", (requests, limit, costs) -> new Admission(new Lru(requests.objects()), requests, limit, costs));
    ALL.put("GDS", (requests, limit, costs) -> new GreedyDual(requests, limit, costs, false));
    ALL.put("GDSF", (requests, limit, costs) -> new GreedyDual(requests, limit, costs, true));
    ALL.put("hyperbolic", Hyperbolic::new);
    ALL.put("age", (requests, limit, costs) -> new CostAwareAge(requests, limit, costs, DRAWS));
    ALL.put(SHIPPED, Shipped::new);
  }

  private static final int LOOKS = 16;
  private static final int USES = 7;
  private static final Map<String, Policy.Factory> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put(SHIPPED, Shipped::new);
    PARTS.put("true costs", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS, USES, true));
    PARTS.put("4 looks", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS / 4, USES, true));
    PARTS.put("8 looks", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS / 2, USES, true));
    PARTS.put("32 looks", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS * 2, USES, true));
    PARTS.put("3 uses", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS, USES / 2, true));
    PARTS.put("15 uses", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS, USES * 2 + 1, true));
    PARTS.put("thrashing unseen", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS, USES, false));
    PARTS.put("uses unseen, too", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c), LOOKS, 0, false));
    PARTS.put("the other limit", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind().other(), c), LOOKS, USES, true));
    PARTS.put("the other costs", (r, l, c) -> new HandAndScore(HandAndScore.weights(r, l.kind(), c.other()), LOOKS, USES, true));
  }

  private Policies() {}

  /** In the order in which they are told of. */
  public static Map<String, Policy.Factory> all() {
    return Collections.unmodifiableMap(ALL);
  }

  /** The shipped policy, with its parts changed or taken away. */
  public static Map<String, Policy.Factory> parts() {
    return Collections.unmodifiableMap(PARTS);
  }
}
