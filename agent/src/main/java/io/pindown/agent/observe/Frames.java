package io.pindown.agent.observe;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The calling thread's stack, without what is the JDK's and ours at its top. */
final class Frames {
  private static final int DEEPEST = 64;
  private static final int MOST = 6;
  private static final StackWalker WALKER = StackWalker.getInstance();
  /** Also the libraries that register: all of their users would have the same frame of theirs. */
  private static final String[] INNER = {
    "java.", "jdk.", "sun.", "io.pindown.agent.", "io.pindown.registry.", "io.pindown.registrar.", "io.pindown.cache.", "io.pindown.shaded.",
    "io.pindown.nic.", "org.openucx.jucx.", "com.ibm.disni.",
  };

  private Frames() {}

  /** The frames from the first one on that is the program's or a library's, {@value #MOST} at most; empty if there is none. */
  static List<String> here() {
    return WALKER.walk(Frames::outer);
  }

  private static List<String> outer(Stream<StackWalker.StackFrame> stack) {
    List<String> frames = new ArrayList<>(MOST);
    Iterator<StackWalker.StackFrame> all = stack.iterator();
    for (int depth = 0; depth < DEEPEST && all.hasNext() && frames.size() < MOST; depth++) {
      StackWalker.StackFrame frame = all.next();
      if (!frames.isEmpty() || !isInner(frame.getClassName())) {
        frames.add(frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
      }
    }
    return frames;
  }

  private static boolean isInner(String className) {
    for (String start : INNER) {
      if (className.startsWith(start)) {
        return true;
      }
    }
    return false;
  }
}
