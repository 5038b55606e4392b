package io.pindown.agent.audit;

import io.pindown.agent.downcall.WrappedFunctions;
import io.pindown.agent.point.Change;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Points;
import java.util.List;

/** Finds verdicts for one JDK in the agent's tables: what is not in them is not covered. Immutable. */
final class Judge {
  private static final Judgement JNI = new Judgement(Verdict.UNKNOWN, "a native method: what it does is not known");
  private static final Judgement UNNAMED = new Judgement(Verdict.UNKNOWN, "a downcall to a function that is not named here");
  private static final Judgement NO_ADAPTER = new Judgement(Verdict.UNKNOWN, "no adapter: registered by native code");
  private static final Judgement UNSEEN = new Judgement(Verdict.UNKNOWN, "nothing sees a change of a file's length here");
  private static final Judgement PAST_THE_LINKER = new Judgement(Verdict.KERNEL, "native code calls it, not the JDK's linker");

  private final List<Point> points;
  private final boolean downcallsAreWrapped;
  private final Adapters adapters;

  /** @param jdk feature release that the audited code will run on */
  Judge(int jdk, Adapters adapters) {
    this.adapters = adapters;
    points = Points.of(jdk);
    downcallsAreWrapped = points.stream().anyMatch(point -> point.change() == Change.DOWNCALL);
  }

  Judgement of(Route route) {
    for (Point point : points) {
      if (route.goesThrough(point.target(), point.method()) && (!route.itself() || point.substitute() != null)) {
        return new Judgement(Verdict.COVERED, "hook on " + Sink.text(point.target(), point.method()));
      }
    }
    String adapter = route.described() == null ? null : adapters.of(route.described());
    return adapter != null ? new Judgement(Verdict.ADAPTER, adapter) : new Judgement(route.otherwise(), route.why());
  }

  /** A function that the foreign linker is given the name of. */
  Judgement downcall(String function) {
    if (CFunctions.kindOf(function) == Kind.PIN) {
      return NO_ADAPTER;
    }
    if (downcallsAreWrapped && WrappedFunctions.contains(function)) {
      return new Judgement(Verdict.COVERED, "wrapped downcall " + function);
    }
    return CFunctions.cutsFiles(function) ? UNSEEN : new Judgement(Verdict.KERNEL, "a downcall that is not wrapped");
  }

  /** A function that JNA or the like calls: no linker of the JDK is there to wrap it. */
  Judgement called(String function) {
    if (CFunctions.kindOf(function) == Kind.PIN) {
      return NO_ADAPTER;
    }
    return CFunctions.cutsFiles(function) ? UNSEEN : PAST_THE_LINKER;
  }

  Judgement unnamedDowncall() {
    return UNNAMED;
  }

  /** @param method {@code owner.method} of a native method that a library declares */
  Judgement declaredNative(String method) {
    String adapter = adapters.of(method);
    return adapter == null ? JNI : new Judgement(Verdict.ADAPTER, adapter);
  }

  /** The verdict on a call in this class, given the one on what is called: a description of the class is for what nothing else sees. */
  Judgement inside(String type, Kind kind, Judgement called) {
    String description = called.verdict().compareTo(Verdict.KERNEL) < 0 ? null : adapters.inside(type, kind);
    return description == null ? called : new Judgement(Verdict.ADAPTER, description);
  }
}
