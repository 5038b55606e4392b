package io.pindown.lincheck;

import io.pindown.lincheck.IntervalSpecification.Progress;
import java.util.function.BiConsumer;

/**
 * A drain in progress, of {@link RegistrySpecification}.
 *
 * @param result the cookies that it is going to report, as the digits of a number; or what it throws
 * @param room how many it can still report
 * @param reported what it has reported so far
 * @param moves how often the generation had moved when it began; -1 before that
 * @param due the reports that were owed when it began have lower numbers
 * @param alone whether no event was in progress when it began, and {@code begun} events had begun
 * @param sure whether no watch was dirty without being owed when it began
 */
record DrainSteps(Object result, int room, int reported, int moves, int due, boolean alone, int begun, boolean sure)
    implements Progress<RegistryState> {

  DrainSteps(int room, Object result) {
    this(result, room, 0, -1, 0, false, 0, false);
  }

  @Override
  public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    if (moves < 0) {
      begin(state, next);
      return;
    }
    boolean reportedAll = state.oldestReport() >= due;
    if (result.equals(reported) && (room == 0 || reportedAll)) {
      boolean undisturbed = alone && begun == state.begun;
      if (reportedAll && sure) {
        RegistryState after = state.copy();
        after.drained = Math.max(after.drained, moves);
        next.accept(after, null);
      }
      if (!reportedAll || !sure || !undisturbed) {
        next.accept(state, null);
      }
    }
    if (room > 0 && state.oldestReport() < state.reports()) {
      RegistryState after = state.copy();
      int watch = after.report();
      next.accept(after, watch < 0 ? this : reported(watch));
    }
  }

  private void begin(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    if (!state.closed && result != RegistrySpecification.REFUSED) {
      next.accept(
          state,
          new DrainSteps(result, room, 0, state.moves, state.reports(), state.events == 0, state.begun, !state.isAnyArriving()));
    } else if (state.closed && result == RegistrySpecification.REFUSED) {
      next.accept(state, null);
    }
  }

  private DrainSteps reported(int watch) {
    return new DrainSteps(result, room - 1, reported * 10 + watch + 1, moves, due, alone, begun, sure);
  }
}
