package io.pindown.lincheck;

import io.pindown.lincheck.RegistryState.Status;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What {@link io.pindown.registry.WatchRegistry} promises, as three watches that are looked at one by one.
 *
 * <p>In one step, so linearizable: {@code isClean}, {@code rearm}, {@code unwatch}, {@code generation} and {@code changing}. In several
 * steps, since more is not promised:
 *
 * <ul>
 *   <li><b>watch</b> looks whether the registry is closed, arms, and looks again. What is refused the second time may have been hit.
 *   <li><b>An event</b> marks the watches that it hits one by one, in any order; one that is armed while it goes on is hit or not. It puts
 *       each where a drain finds it in a step of its own: a drain may miss a watch that is dirty already, but not after the event that made
 *       it dirty has returned. The generation moves, by any number, and at least once after the last of these steps.
 *   <li><b>A change</b> is two events, with a window that is open from before the first until after the second.
 *   <li><b>A drain</b> reports one watch after the other, oldest first, and between two of them others can be taken out or armed again.
 *       What arrives while it goes on it reports or leaves. If events overlap with it, drainedGeneration may stay behind; it never goes too
 *       far.
 *   <li><b>isQuiet</b>, generation against drainedGeneration, is two looks.
 *   <li><b>close</b> refuses calls first and then takes out the watches, one by one.
 * </ul>
 */
public final class RegistrySpecification implements IntervalSpecification<RegistryState> {
  static final int NO_WATCH = -1;
  static final Class<?> REFUSED = IllegalStateException.class;

  @Override
  public RegistryState initial() {
    return new RegistryState();
  }

  @Override
  public Progress<RegistryState> call(String operation, List<Object> arguments, Object result) {
    int argument = arguments.isEmpty() ? 0 : (Integer) arguments.get(0);
    return switch (operation) {
      case "isClean", "rearm", "unwatch", "generation", "changing" -> new OneStep(operation, argument, result);
      case "watch" -> new Watching(0, result);
      case "block", "mapping" -> EventSteps.event(RegistryOperations.hitBy(operation));
      case "change" -> EventSteps.change(RegistryOperations.hitBy(operation));
      case "drain" -> new DrainSteps(argument, result);
      case "isQuiet" -> new Quiet(-1, result);
      case "close" -> new Closing(-1);
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  private record OneStep(String operation, int watch, Object result) implements Progress<RegistryState> {
    @Override
    public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
      RegistryState after = state.copy();
      boolean possible =
          switch (operation) {
            case "generation" -> after.canSee((Long) result);
            case "changing" -> result.equals(after.windows > 0);
            default -> watch == 2 && !after.published ? result.equals(NO_WATCH) : ofWatch(after);
          };
      if (possible) {
        next.accept(after, null);
      }
    }

    private boolean ofWatch(RegistryState state) {
      Status status = state.of(watch);
      if (operation.equals("isClean")) {
        return result.equals(status == Status.ARMED ? 1 : 0);
      }
      if (operation.equals("unwatch")) {
        state.turn(watch, Status.REMOVED);
        return result.equals(status == Status.REMOVED ? 0 : 1);
      }
      if (status == Status.REMOVED || state.closed && result == REFUSED) {
        return result == REFUSED;
      }
      boolean armed = status == Status.ARMED || status == Status.REPORTED;
      if (armed) {
        state.turn(watch, Status.ARMED);
      }
      return result.equals(armed ? 1 : 0);
    }
  }

  /** Makes the third watch: looks whether the registry is closed, arms the watch, looks again, hands it to its owner. */
  private record Watching(int stage, Object result) implements Progress<RegistryState> {
    @Override
    public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
      RegistryState after = state.copy();
      if (stage == 1) {
        after.turn(2, Status.ARMED); // also if it was closed since: an event may hit the watch before it is taken out again
        next.accept(after, new Watching(2, result));
      } else if (after.closed) {
        if (stage == 2) {
          after.turn(2, Status.REMOVED);
        }
        if (result == REFUSED) {
          next.accept(after, null);
        }
      } else if (stage == 0) {
        next.accept(after, new Watching(1, result));
      } else if (result == null) {
        after.published = true;
        next.accept(after, null);
      }
    }
  }

  /** Looks at the generation, then at how far it was drained. */
  private record Quiet(int moves, Object result) implements Progress<RegistryState> {
    @Override
    public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
      if (moves < 0) {
        next.accept(state, new Quiet(state.moves, result));
      } else if (result.equals(moves == state.drained)) {
        next.accept(state, null);
      }
    }
  }

  /** The watches that are still to be taken out, as bits; -1 before calls are refused. */
  private record Closing(int left) implements Progress<RegistryState> {
    @Override
    public void step(RegistryState state, BiConsumer<RegistryState, Progress<RegistryState>> next) {
      if (left < 0) {
        RegistryState after = state.copy();
        after.closed = true;
        next.accept(after, new Closing(after.in()));
      } else if (left == 0) {
        next.accept(state, null);
      }
      for (int bits = Math.max(left, 0); bits != 0; bits &= bits - 1) {
        int watch = Integer.numberOfTrailingZeros(bits);
        RegistryState after = state.copy();
        after.turn(watch, Status.REMOVED);
        next.accept(after, new Closing(left & ~(1 << watch)));
      }
    }
  }
}
