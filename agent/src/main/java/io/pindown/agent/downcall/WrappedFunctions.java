package io.pindown.agent.downcall;

import java.util.Set;
import java.util.TreeSet;

/** Which functions of the C library are wrapped when a downcall handle of theirs is linked. */
public final class WrappedFunctions {
  private static final Set<String> NAMES = new TreeSet<>();

  static {
    for (LibcFunction function : LibcFunction.values()) {
      for (String name : function.names()) {
        NAMES.add(name);
      }
    }
  }

  private WrappedFunctions() {}

  public static boolean contains(String name) {
    return NAMES.contains(name);
  }

  public static Set<String> names() {
    return Set.copyOf(NAMES);
  }
}
