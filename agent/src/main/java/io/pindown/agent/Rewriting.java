package io.pindown.agent;

import io.pindown.agent.point.Change;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Treatment;
import io.pindown.agent.weave.DirectWeaver;
import io.pindown.agent.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.Modifier;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transformer for the JDK's own classes. Classes that no row names are turned away by one look at a map.
 *
 * <p>The VM ignores what a transformer throws, so failures are kept for {@link SelfTest}. Thread-safe.
 */
final class Rewriting implements ClassFileTransformer {
  private final Map<String, List<Point>> byOwner = new HashMap<>();
  /** The same with dots in the names. */
  private final Map<String, List<Point>> byBinaryName = new HashMap<>();
  /** Sites found by row, in the last rewriting of the row's owner; absent: not rewritten yet. Guarded by itself. */
  private final Map<Point, Integer> found = new HashMap<>();
  private final Map<String, Throwable> failures = new HashMap<>();

  private final Declarations declarations;
  /** Lengths of the names of the table's classes, and their last letters, each modulo 64. */
  private long lengths;

  private long lasts;
  private volatile Doubt doubt;
  private volatile Thread own;
  /** Whether classes are left or made as they would be without the agent. */
  private volatile boolean out;

  Rewriting(List<Point> points, Declarations declarations) {
    this.declarations = declarations;
    for (Point point : points) {
      List<Point> rows = byOwner.get(point.owner());
      if (rows == null) {
        rows = new ArrayList<>(4);
        byOwner.put(point.owner(), rows);
        byBinaryName.put(point.owner().replace('/', '.'), rows);
      }
      rows.add(point);
      meet(point.owner());
      meet(point.target());
    }
  }

  private void meet(String name) {
    lengths |= 1L << name.length();
    lasts |= 1L << name.charAt(name.length() - 1);
  }

  @Override
  public byte[] transform(ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    List<Point> rows = loader == null && className != null ? byOwner.get(className) : null;
    if (rows == null) {
      return null;
    }
    Doubt raised = doubt;
    if (redefined != null && raised != null && Thread.currentThread() != own) {
      raised.raise(changes(rows), redefined);
    }
    try {
      if (out) {
        return withoutHooks(className, redefined, rows, classFile);
      }
      declarations.transformed(className, redefined);
      Treatment[] treatments = new Treatment[rows.size()];
      boolean here = false;
      for (int i = 0; i < treatments.length; i++) {
        treatments[i] = declarations.of(rows.get(i));
        here |= treatments[i] == Treatment.CALLS || rows.get(i).isAtHome();
      }
      if (!here) {
        return null;
      }
      DirectWeaver direct = new DirectWeaver(rows, treatments, HookClass.INTERNAL_NAME);
      byte[] woven = direct.weave(classFile);
      Weaver weaver = woven != null ? null : new Weaver(rows, treatments, HookClass.INTERNAL_NAME);
      woven = woven != null ? woven : weaver.weave(classFile);
      synchronized (found) {
        for (int i = 0; i < rows.size(); i++) {
          if (treatments[i] == Treatment.CALLS || rows.get(i).isAtHome()) {
            found.put(rows.get(i), weaver == null ? direct.found(i) : weaver.found(i));
          }
        }
      }
      return woven;
    } catch (Throwable failure) {
      synchronized (found) {
        failures.put(className, failure);
      }
      return null;
    }
  }

  /** From now on without hooks, or with them again. */
  void out(boolean now) {
    out = now;
  }

  /**
   * A class as it would be without the agent, but for natives that have been renamed: the VM lets no method go, so the one of the old name stays and
   * only calls them.
   */
  private byte[] withoutHooks(String className, Class<?> redefined, List<Point> rows, byte[] classFile) {
    if (redefined == null) {
      declarations.leftAlone(className);
    } else {
      declarations.transformed(className, redefined);
    }
    synchronized (found) {
      for (Point row : rows) {
        found.remove(row);
      }
    }
    List<Point> bare = new ArrayList<>(2);
    for (Point row : rows) {
      if (redefined != null && row.isAtHome() && declarations.of(row) == Treatment.RENAMED) {
        bare.add(row.bare());
      }
    }
    if (bare.isEmpty()) {
      return null;
    }
    Treatment[] treatments = new Treatment[bare.size()];
    Arrays.fill(treatments, Treatment.RENAMED);
    return new Weaver(bare, treatments, HookClass.INTERNAL_NAME).weave(classFile);
  }

  /** Whether a row may name this class: quick, and false for nearly all; before names are made, which the VM does when they are asked for, and hashed. */
  boolean mayName(Class<?> loaded) {
    if ((loaded.getModifiers() & Modifier.INTERFACE) != 0 || loaded.isArray()) {
      return false;
    }
    String name = loaded.getName();
    int length = name.length();
    return (lengths & 1L << length) != 0 && (lasts & 1L << name.charAt(length - 1)) != 0;
  }

  /** Whether a row names this loaded class and it has not been rewritten. */
  boolean awaits(Class<?> loaded) {
    List<Point> rows = loaded.getClassLoader() == null ? byBinaryName.get(loaded.getName()) : null;
    if (rows != null) {
      for (Point row : rows) {
        if (found(row) < 0 && !declarations.isElsewhere(row)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The kinds of change of the rows that name this loaded class. */
  long changes(Class<?> loaded) {
    return loaded.getClassLoader() == null ? changes(byBinaryName.get(loaded.getName())) : 0L;
  }

  private static long changes(List<Point> rows) {
    long changes = 0L;
    for (int i = 0; rows != null && i < rows.size(); i++) {
      changes |= rows.get(i).change().bit();
    }
    return changes;
  }

  /** Whose doubts are raised when others rewrite a class of the table. */
  void doubts(Doubt given) {
    doubt = given;
  }

  /** The thread that is rewriting a class for us; null for none. */
  void ours(Thread rewriting) {
    own = rewriting;
  }

  /** Sites that a row must have, 0 when what is done to another class makes it needless. */
  int sites(Point point) {
    return declarations.sites(point);
  }

  /** The VM refused to rewrite a class. */
  void failed(Class<?> loaded, Throwable failure) {
    synchronized (found) {
      failures.put(loaded.getName().replace('.', '/'), failure);
      List<Point> rows = byBinaryName.get(loaded.getName());
      for (int i = 0; rows != null && i < rows.size(); i++) {
        found.remove(rows.get(i)); // what was woven is not what the class has
      }
    }
  }

  /** Sites wrapped for a row, -1 while its owner has not been loaded or could not be rewritten. */
  int found(Point point) {
    synchronized (found) {
      Integer count = found.get(point);
      return count == null ? -1 : count;
    }
  }

  /** Why the class that owns a row could not be rewritten; null when nothing went wrong. */
  Throwable failure(Point point) {
    synchronized (found) {
      return failures.get(point.owner());
    }
  }
}
