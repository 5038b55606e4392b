package io.pindown.bench.trace.sim;

import java.util.Arrays;

/** For each access, when the same registration is needed next: what only a policy that knows the future can ask. */
final class NextUse {
  /** It ends before it is needed again, or never is. */
  static final int NEVER = Integer.MAX_VALUE;

  private final int[] next;

  NextUse(Requests requests) {
    next = new int[requests.events()];
    int[] seen = new int[requests.objects()];
    Arrays.fill(seen, NEVER);
    for (int i = requests.events() - 1; i >= 0; i--) {
      int event = requests.event(i);
      if (event < 0) {
        seen[~event] = NEVER;
      } else {
        next[i] = seen[event];
        seen[event] = i;
      }
    }
  }

  int after(int access) {
    return next[access];
  }
}
