package io.pindown.lincheck;

import io.pindown.lincheck.IntervalSpecification.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.ExceptionResult;
import org.jetbrains.kotlinx.lincheck.util.LincheckResult;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.jetbrains.lincheck.datastructures.verifier.CachedVerifier;

/**
 * Looks for an order of the steps of an {@link IntervalSpecification} in which all operations end with the results that were seen; an
 * operation that had ended before another one was called has taken all its steps before. This is interval linearizability (Castañeda,
 * Rajsbaum and Raynal, 2018), of which linearizability is the case of one step for each operation.
 */
public final class IntervalVerifier extends CachedVerifier {
  private final IntervalSpecification<Object> specification;

  /** Called by Lincheck with the class that it was given as the sequential specification. */
  @SuppressWarnings("unchecked")
  public IntervalVerifier(Class<?> specification) throws ReflectiveOperationException {
    this.specification = (IntervalSpecification<Object>) specification.getConstructor().newInstance();
  }

  @Override
  public boolean verifyResultsImpl(ExecutionScenario scenario, ExecutionResult results) {
    return new Search(scenario.getThreads(), results.getThreadsResultsWithClock()).succeeds();
  }

  /** Of each thread: how many operations have ended, and how far the next one is, null if it has not been called. */
  private record Point(Object state, List<Integer> ended, List<Progress<Object>> running) {}

  private final class Search {
    private final List<List<Actor>> operations;
    private final List<List<ResultWithClock>> results;
    private final Set<Point> seen = new HashSet<>();
    private final List<Point> open = new ArrayList<>();

    Search(List<List<Actor>> operations, List<List<ResultWithClock>> results) {
      this.operations = operations;
      this.results = results;
    }

    boolean succeeds() {
      List<Integer> none = new ArrayList<>();
      List<Progress<Object>> idle = new ArrayList<>();
      for (int thread = 0; thread < operations.size(); thread++) {
        none.add(0);
        idle.add(null);
      }
      open.add(new Point(specification.initial(), none, idle));
      while (!open.isEmpty()) {
        Point point = open.remove(open.size() - 1);
        if (seen.add(point)) {
          boolean over = true;
          for (int thread = 0; thread < operations.size(); thread++) {
            over &= point.ended.get(thread) == operations.get(thread).size();
            go(point, thread);
          }
          if (over) {
            return true;
          }
        }
      }
      return false;
    }

    private void go(Point point, int thread) {
      int number = point.ended.get(thread);
      if (number == operations.get(thread).size()) {
        return;
      }
      Progress<Object> progress = point.running.get(thread);
      if (progress == null) {
        ResultWithClock result = results.get(thread).get(number);
        if (!mayBegin(point, result)) {
          return;
        }
        Actor actor = operations.get(thread).get(number);
        progress = specification.call(actor.getMethod().getName(), actor.getArguments(), value(result.getResult()));
      }
      progress.step(point.state, (state, next) -> open.add(after(point, thread, state, next)));
    }

    /** Whether all that had ended when the operation was called has ended here. */
    private boolean mayBegin(Point point, ResultWithClock result) {
      for (int other = 0; other < operations.size(); other++) {
        if (point.ended.get(other) < result.getClockOnStart().get(other)) {
          return false;
        }
      }
      return true;
    }

    private Point after(Point point, int thread, Object state, Progress<Object> next) {
      List<Progress<Object>> running = new ArrayList<>(point.running);
      running.set(thread, next);
      if (next != null) {
        return new Point(state, point.ended, running);
      }
      List<Integer> ended = new ArrayList<>(point.ended);
      ended.set(thread, ended.get(thread) + 1);
      return new Point(state, ended, running);
    }
  }

  private static Object value(LincheckResult result) {
    if (result instanceof ValueResult value) {
      return value.getValue();
    }
    return result instanceof ExceptionResult thrown ? thrown.getThrowable().getClass() : null;
  }
}
