package io.pindown.agent.audit;

import java.util.List;

/**
 * How the verdict on a sink is found: by the instrumentation points that its work goes through, by the hook description of a
 * library, or fixed. Where neither table has it, {@code otherwise} and {@code why} hold.
 *
 * @param points methods of instrumentation points, of which one must be hooked, each as {@code name} or {@code owner.name}; empty for none
 * @param itself whether it must be the native itself that is hooked, since whoever comes by its name passes the JDK's callers
 * @param described class and method, as {@code owner.method}, that a description must hook; null for none
 */
record Route(List<String> points, boolean itself, String described, Verdict otherwise, String why) {
  boolean goesThrough(String owner, String method) {
    return points.contains(method) || points.contains(owner + '.' + method);
  }

  /** Goes through one of these natives of the JDK; only the kernel sees it where they are not hooked. */
  static Route through(String... points) {
    return new Route(List.of(points), false, null, Verdict.KERNEL, "native memory");
  }

  /** As {@link #through}, for what the kernel monitor does not see either: the length of a file. */
  static Route throughOrUnseen(String... points) {
    return new Route(List.of(points), false, null, Verdict.UNKNOWN, "nothing sees a change of a file's length here");
  }

  /** A native of the JDK, called by its name. */
  static Route past(String point) {
    return new Route(List.of(point), true, null, Verdict.KERNEL, "the native itself, past the hooks");
  }

  /** As {@link #past}, for what the kernel monitor does not see either. */
  static Route pastUnseen(String point) {
    return new Route(List.of(point), true, null, Verdict.UNKNOWN, "the native itself, past the hooks");
  }

  /** Native memory of a library that a description may hook. */
  static Route library(String owner, String method) {
    return new Route(List.of(), false, owner + '.' + method, Verdict.KERNEL, "native memory of the library");
  }

  /** A registration that an adapter may serve from a cache. */
  static Route registration(String owner, String method) {
    return new Route(List.of(), false, owner + '.' + method, Verdict.UNKNOWN, "no adapter: the library registers by itself");
  }

  static Route unknown(String why) {
    return new Route(List.of(), false, null, Verdict.UNKNOWN, why);
  }
}
