package io.pindown.agent.library;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which libraries may begin memory: those of which each end that a description names is hooked, in each class that has been loaded. One
 * end that cannot be hooked and nothing that the library allocates is known any more, so it is registered for each use. Thread-safe.
 */
final class Trust {
  private final Inside inside;
  private final Map<String, Integer> numbers;
  /** Libraries with a hooked beginning. Guarded by this. */
  private final Set<String> begun = new HashSet<>();
  private final Set<String> said = new HashSet<>();

  Trust(Inside inside, Map<String, Integer> numbers) {
    this.inside = inside;
    this.numbers = numbers;
  }

  /** What became of a class's rows; called before any thread can run the class as it has become. */
  synchronized void woven(List<LibraryHook> rows, LibraryWeaver weaver) {
    int put = 0;
    for (int i = 0; i < rows.size(); i++) {
      put += weaver.gap(i) == null ? 1 : 0;
      if (weaver.gap(i) != null) {
        gap(rows.get(i), weaver.gap(i), weaver.gap(i) == LibraryWeaver.TOO_LATE);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      LibraryEvent event = rows.get(i).event();
      if (weaver.gap(i) == null && (event.isBeginning() || event == LibraryEvent.REALLOCATED)) {
        begun.add(rows.get(i).library());
      }
    }
    Log.info("library " + rows.get(0).library() + ": " + put + " of " + rows.size() + " hooks in " + rows.get(0).className());
  }

  /** None of a class's rows could be put in. */
  synchronized void failed(List<LibraryHook> rows, Throwable failure) {
    for (LibraryHook row : rows) {
      gap(row, failure.toString(), false);
    }
  }

  private void gap(LibraryHook row, String reason, boolean expected) {
    if (!row.event().isBeginning()) {
      inside.distrust(numbers.get(row.library()), begun.contains(row.library()));
    }
    if (!said.add(row.library() + row.className() + row)) {
      return;
    }
    String line = "library " + row.library() + ": no hook '" + row + "' in " + row.className() + ", memory of this library is registered for each use: " + reason;
    if (expected) {
      Log.info(line);
    } else {
      Log.error(line);
    }
  }
}
