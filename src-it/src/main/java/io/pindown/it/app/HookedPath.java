package io.pindown.it.app;

/** One way by which a JVM allocates, frees, maps, unmaps or changes off-heap memory. */
@FunctionalInterface
public interface HookedPath {
  void run(Scene scene) throws Throwable;
}
