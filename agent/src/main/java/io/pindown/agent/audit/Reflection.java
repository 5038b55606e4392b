package io.pindown.agent.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * Methods of the JDK that libraries look up by name. A name that stands for nothing else is a site wherever a constant holds it;
 * one that may be anything (Runtime has a {@code freeMemory}, too) only where it goes into a lookup.
 */
final class Reflection {
  private static final Map<String, Reflection> BY_NAME = new HashMap<>();

  static {
    put("allocateMemory", Kind.ALLOCATE, false, Route.through("allocateMemory0"));
    put("reallocateMemory", Kind.CHANGE, false, Route.through("reallocateMemory0"));
    put("freeMemory", Kind.FREE, false, Route.through("freeMemory0"));
    put("invokeCleaner", Kind.FREE, true, Route.through("freeMemory0"));
    put("allocateDirect", Kind.ALLOCATE, false, Route.through("allocateMemory0"));
    put("ofShared", Kind.ALLOCATE, false, Route.through("allocateMemory0"));
    put("ofConfined", Kind.ALLOCATE, false, Route.through("allocateMemory0"));
    put("ofAuto", Kind.ALLOCATE, false, Route.through("allocateMemory0"));
    put("map0", Kind.MAP, true, Route.past("map0"));
    put("unmap0", Kind.UNMAP, true, Route.past("unmap0"));
    put("truncate0", Kind.CHANGE, true, Route.pastUnseen("truncate0"));
    put("setLength0", Kind.CHANGE, true, Route.pastUnseen("setLength0"));
    put("unload0", Kind.CHANGE, true, Route.past("unload0"));
    put("allocateMemory0", Kind.ALLOCATE, true, Route.past("allocateMemory0"));
    put("reallocateMemory0", Kind.CHANGE, true, Route.past("reallocateMemory0"));
    put("freeMemory0", Kind.FREE, true, Route.past("freeMemory0"));
  }

  private final Kind kind;
  private final boolean unmistakable;
  private final Route route;

  private Reflection(Kind kind, boolean unmistakable, Route route) {
    this.kind = kind;
    this.unmistakable = unmistakable;
    this.route = route;
  }

  private static void put(String name, Kind kind, boolean unmistakable, Route route) {
    BY_NAME.put(name, new Reflection(kind, unmistakable, route));
  }

  /** Null for a name that is not in the table. */
  static Reflection of(String name) {
    return BY_NAME.get(name);
  }

  static Iterable<String> names() {
    return BY_NAME.keySet();
  }

  Kind kind() {
    return kind;
  }

  boolean unmistakable() {
    return unmistakable;
  }

  Route route() {
    return route;
  }
}
