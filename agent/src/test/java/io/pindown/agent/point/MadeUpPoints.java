package io.pindown.agent.point;

import java.util.List;

/** Rows that no table has, for methods that are called everywhere: to try the weavers on all kinds of code. */
public final class MadeUpPoints {
  private MadeUpPoints() {}

  /** Rows for calls of String and StringBuilder in a class: hooks before, after, around, with receiver, with a handler. */
  public static List<Point> of(String owner) {
    Wrap bracket = Wrap.bracket(HookCall.of("begin", "(Ljava/lang/Object;I)V", HookCall.RECEIVER, 0), HookCall.of("end", "(I)V", 0));
    Wrap handled = Wrap.bracket(HookCall.of("begin", "()V"), HookCall.of("end", "()V"));
    Wrap after = Wrap.after(HookCall.of("result", "(Ljava/lang/Object;)V", HookCall.RESULT));
    Wrap around = Wrap.around(HookCall.of("before", "(J)V", 0), HookCall.of("after", "(JJ)V", 0, HookCall.RESULT));
    return List.of(
        new Point(owner, "java/lang/String", "charAt", "(I)C", 17, 99, 0, Change.MAP, bracket),
        new Point(owner, "java/lang/String", "length", "()I", 17, 99, 0, Change.MAP, handled),
        new Point(owner, "java/lang/StringBuilder", "toString", "()Ljava/lang/String;", 17, 99, 0, Change.MAP, after),
        new Point(owner, "java/util/Objects", "requireNonNull", "(Ljava/lang/Object;)Ljava/lang/Object;", 17, 99, 0, Change.MAP, handled),
        new Point(owner, "java/util/List", "size", "()I", 17, 99, 0, Change.MAP, handled),
        new Point(owner, "java/lang/Math", "abs", "(J)J", 17, 99, 0, Change.MAP, around));
  }
}
