package io.pindown.agent;

import io.pindown.agent.point.Point;
import io.pindown.agent.point.Substitute;
import io.pindown.agent.point.Treatment;
import io.pindown.agent.weave.Weaver;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which classes that declare natives of the table could have them renamed, and which were loaded already; from that follows how each row
 * is put in. A class that has not been seen yet will be renamed, so the rows in its callers are left out from the start.
 *
 * <p>Whatever was decided for a class holds for each later transformation of it, since the VM lets no method come or go. Thread-safe.
 */
final class Declarations {
  /** Not seen yet. The states are strings, since an enum would be a class more to load at start. */
  private static final String UNSEEN = "unseen";

  /** Renamed while it was loaded; whether the VM took that version of it has not been looked at. */
  private static final String RENAMED = "renamed";

  private static final String RENAMED_FOR_SURE = "renamed for sure";
  private static final String LOADED = "loaded";

  private final boolean canRename;
  /** By internal name; only classes that declare natives of the table. Guarded by this. */
  private final Map<String, String> states = new HashMap<>();
  /** Internal names of the same classes by their binary names. */
  private final Map<String, String> names = new HashMap<>();
  private boolean unmapReplaced;

  Declarations(List<Point> points, boolean canRename) {
    this.canRename = canRename;
    for (Point point : points) {
      if (point.substitute() != null) {
        states.put(point.target(), canRename ? UNSEEN : LOADED);
        names.put(point.target().replace('/', '.'), point.target());
      }
    }
  }

  /** A class is being transformed: for the first time while it is loaded, {@code loaded} null, or later. */
  synchronized void transformed(String name, Class<?> loaded) {
    String state = states.get(name);
    if (state == null) {
      return;
    }
    if (loaded == null) {
      if (state == UNSEEN) {
        states.put(name, RENAMED);
      }
    } else if (state == UNSEEN) {
      states.put(name, LOADED);
    } else if (state == RENAMED) {
      // two threads may load a class at once, and the version of the one that was not transformed may have won
      states.put(name, isRenamed(loaded) ? RENAMED_FOR_SURE : LOADED);
    }
  }

  /** A class is being loaded as it is, while the hooks are out. */
  synchronized void leftAlone(String name) {
    if (states.get(name) == UNSEEN) {
      states.put(name, LOADED);
    }
  }

  private static boolean isRenamed(Class<?> loaded) {
    for (Method method : loaded.getDeclaredMethods()) {
      if (method.getName().startsWith(Weaver.PREFIX)) {
        return true;
      }
    }
    return false;
  }

  /** Says of loaded classes that they are, before any of them is transformed. */
  synchronized void loaded(List<Class<?>> all) {
    for (Class<?> loaded : all) {
      String name = loaded.getClassLoader() == null ? names.get(loaded.getName()) : null;
      if (name != null && states.get(name) == UNSEEN) {
        states.put(name, LOADED);
      }
    }
  }

  synchronized Treatment of(Point point) {
    Substitute substitute = point.substitute();
    if (substitute == null) {
      return Treatment.CALLS;
    }
    if (states.get(point.target()) != LOADED) {
      return Treatment.RENAMED;
    }
    boolean replaced = substitute == Substitute.SET_LENGTH || substitute == Substitute.UNMAP && unmapReplaced;
    return replaced ? Treatment.REPLACED : Treatment.CALLS;
  }

  /** Whether anything is left to be gained by {@link #replaceUnmap}. */
  synchronized boolean someUnmapsAreCalls(List<Point> points) {
    for (Point point : points) {
      if (point.substitute() == Substitute.UNMAP && of(point) == Treatment.CALLS) {
        return true;
      }
    }
    return false;
  }

  /** From now on the native that unmaps is replaced where it could not be renamed; or, if that failed, not. */
  synchronized void replaceUnmap(boolean replace) {
    unmapReplaced = replace;
  }

  /** Whether the row is put in by what is done to another class. */
  boolean isElsewhere(Point point) {
    return of(point) != Treatment.CALLS && !point.isAtHome();
  }

  /** Sites that the row must have. */
  int sites(Point point) {
    return of(point) == Treatment.CALLS ? point.sites() : point.isAtHome() ? 1 : 0;
  }
}
