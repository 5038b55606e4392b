package io.pindown.agent.library;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    Map<String, List<LibraryHook>> left = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (weaver.gap(i) != null) {
        String key = rows.get(i).library() + "\n" + weaver.gap(i);
        List<LibraryHook> same = left.get(key);
        if (same == null) {
          same = new ArrayList<>(4);
          left.put(key, same);
        }
        same.add(rows.get(i));
      }
    }
    int put = rows.size();
    for (Map.Entry<String, List<LibraryHook>> same : left.entrySet()) {
      put -= same.getValue().size();
      String reason = same.getKey().substring(same.getKey().indexOf('\n') + 1);
      gaps(same.getValue(), reason, reason.equals(LibraryWeaver.TOO_LATE));
    }
    for (int i = 0; i < rows.size(); i++) {
      LibraryEvent event = rows.get(i).event();
      if (weaver.gap(i) == null && (event.isBeginning() || event == LibraryEvent.REALLOCATED)) {
        begun.add(rows.get(i).library());
      }
    }
    Log.info("library " + rows.get(0).library() + ": " + put + " of " + rows.size() + " hooks in " + rows.get(0).className());
  }

  /**
   * Another agent has a class rewritten. Who is asked after us may take the hooks out again, and no event of a library can be fired to find that out,
   * so what it allocates is not relied on any more.
   */
  synchronized void rewritten(List<LibraryHook> rows) {
    Set<String> libraries = new LinkedHashSet<>();
    for (LibraryHook row : rows) {
      if (libraries.add(row.library())) {
        inside.distrust(numbers.get(row.library()), true);
      }
    }
    String line = "memory of " + String.join(", ", libraries) + " is registered for each use from now on, since another agent rewrites "
        + rows.get(0).className();
    if (said.add(line)) {
      Log.error(line);
    }
  }

  /** None of a class's rows could be put in. */
  synchronized void failed(List<LibraryHook> rows, Throwable failure) {
    gaps(rows, failure.toString(), false);
  }

  private void gaps(List<LibraryHook> rows, String reason, boolean expected) {
    StringBuilder line = new StringBuilder("library ").append(rows.get(0).library()).append(": memory of it is registered for each use, since ");
    line.append(rows.get(0).className()).append(" has no hook ");
    String between = "'";
    for (LibraryHook row : rows) {
      if (!row.event().isBeginning()) {
        inside.distrust(numbers.get(row.library()), begun.contains(row.library()));
      }
      line.append(between).append(row);
      between = "', '";
    }
    line.append("': ").append(reason);
    if (said.add(line.toString())) {
      if (expected) {
        Log.info(line.toString());
      } else {
        Log.error(line.toString());
      }
    }
  }
}
