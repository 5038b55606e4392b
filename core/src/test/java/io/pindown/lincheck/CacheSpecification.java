package io.pindown.lincheck;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What {@link io.pindown.cache.RegistrationCache} promises: the device sees what the process reads. Each operation is one step, so this is
 * linearizability to the memory itself, with two exceptions: close refuses some calls before it has ended and all from then on; and a
 * change is seen from some moment between its begin and its end on, as it is read.
 */
public final class CacheSpecification implements IntervalSpecification<CacheSpecification.Memory> {
  /**
   * @param versions of each page
   * @param holding whether a lease is out
   * @param closing 1 since close has begun, 2 since it has ended
   */
  public record Memory(List<Integer> versions, boolean holding, int closing) {
    private int digits(int slice) {
      int digits = 0;
      for (int page = CacheOperations.from(slice); page < CacheOperations.to(slice); page++) {
        digits = digits * 10 + versions.get(page);
      }
      return digits;
    }

    private Memory changed(int page) {
      List<Integer> changed = new ArrayList<>(versions);
      changed.set(page, changed.get(page) + 1);
      return new Memory(changed, holding, closing);
    }
  }

  @Override
  public Memory initial() {
    return new Memory(List.of(0, 0, 0), false, 0);
  }

  @Override
  public Progress<Memory> call(String operation, List<Object> arguments, Object result) {
    return new Call(operation, arguments.isEmpty() ? 0 : (Integer) arguments.get(0), result);
  }

  private record Call(String operation, int argument, Object result) implements Progress<Memory> {
    @Override
    public void step(Memory memory, BiConsumer<Memory, Progress<Memory>> next) {
      boolean refused = result == IllegalStateException.class && memory.closing > 0;
      switch (operation) {
        case "read" -> end(result.equals(memory.digits(argument)), memory, next);
        case "acquire" -> end(refused || memory.closing < 2 && result.equals(memory.digits(argument)), memory, next);
        case "hold" -> hold(refused, memory, next);
        case "drop" -> next.accept(new Memory(memory.versions, false, memory.closing), null);
        case "change" -> next.accept(memory.changed(argument), null);
        case "replace", "reallocate" -> next.accept(memory.changed(2), null);
        case "flush", "reap", "invalidate" -> next.accept(memory, null);
        case "close" -> close(memory, next);
        default -> throw new IllegalArgumentException("operation " + operation);
      }
    }

    private static void end(boolean possible, Memory memory, BiConsumer<Memory, Progress<Memory>> next) {
      if (possible) {
        next.accept(memory, null);
      }
    }

    private void hold(boolean refused, Memory memory, BiConsumer<Memory, Progress<Memory>> next) {
      if (memory.holding) {
        end(result.equals(-1), memory, next);
      } else if (refused) {
        next.accept(memory, null);
      } else if (memory.closing < 2 && result.equals(memory.digits(argument))) {
        next.accept(new Memory(memory.versions, true, memory.closing), null);
      }
    }

    private void close(Memory memory, BiConsumer<Memory, Progress<Memory>> next) {
      Memory after = new Memory(memory.versions, memory.holding, memory.closing + 1);
      next.accept(after, after.closing < 2 ? this : null);
    }
  }
}
