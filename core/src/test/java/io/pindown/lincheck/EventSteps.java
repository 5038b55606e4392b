package io.pindown.lincheck;

import io.pindown.lincheck.IntervalSpecification.Progress;
import io.pindown.lincheck.RegistryState.Status;
import java.util.function.BiConsumer;

/**
 * An event in progress, of {@link RegistrySpecification}.
 *
 * @param range the watches that it concerns, as bits
 * @param due those of them that were in when it began and have not been marked yet
 * @param left those that can still be marked
 * @param carried those that it has made dirty and not put where a drain finds them yet
 * @param owes whether the generation has to move yet
 * @param stage 0 before it began; then, of a change, 1 and 2 for its begin and end
 */
record EventSteps(int range, int due, int left, int carried, boolean owes, int stage, boolean change) implements Progress<RegistryState> {

  static EventSteps event(int range) {
    return new EventSteps(range, 0, 0, 0, false, 0, false);
  }

  static EventSteps change(int range) {
    return new EventSteps(range, 0, 0, 0, false, 0, true);
  }

  @Override
  public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    if (stage == 0) {
      RegistryState after = state.copy();
      after.events++;
      after.begun++;
      after.windows += change ? 1 : 0;
      next.accept(after, stage(1, after));
      return;
    }
    mark(state, next);
    arrive(state, next);
    if (owes) {
      RegistryState after = state.copy();
      after.moves++;
      next.accept(after, new EventSteps(range, due, left, carried, false, stage, change));
    } else if (due == 0 && carried == 0) {
      end(state, next);
    }
  }

  private EventSteps stage(int number, RegistryState state) {
    return new EventSteps(range, range & state.in(), range, 0, false, number, change);
  }

  private void mark(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    for (int bits = left; bits != 0; bits &= bits - 1) {
      int watch = Integer.numberOfTrailingZeros(bits);
      int bit = 1 << watch;
      if (!state.isIn(watch)) {
        if ((due & bit) != 0) { // it was taken out meanwhile
          next.accept(state, new EventSteps(range, due & ~bit, left & ~bit, carried, owes, stage, change));
        }
      } else if (state.of(watch) == Status.ARMED) {
        RegistryState after = state.copy();
        after.turn(watch, Status.ARRIVING);
        next.accept(after, new EventSteps(range, due & ~bit, left & ~bit, carried | bit, true, stage, change));
      } else {
        next.accept(state, new EventSteps(range, due & ~bit, left & ~bit, carried, true, stage, change));
      }
    }
  }

  private void arrive(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    for (int bits = carried; bits != 0; bits &= bits - 1) {
      int watch = Integer.numberOfTrailingZeros(bits);
      RegistryState after = state.copy();
      after.arrive(watch);
      next.accept(after, new EventSteps(range, due, left, carried & ~(1 << watch), true, stage, change));
    }
  }

  private void end(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
    if (change && stage == 1) {
      next.accept(state, stage(2, state));
      return;
    }
    RegistryState after = state.copy();
    after.events--;
    after.windows -= change ? 1 : 0;
    next.accept(after, null);
  }
}
