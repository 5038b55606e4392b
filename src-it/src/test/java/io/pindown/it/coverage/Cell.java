package io.pindown.it.coverage;

import java.util.Arrays;

/**
 * One path on one JDK, and the test that has just proven its state. Recorded after the test's assertions, never before.
 *
 * @param path its name, in small letters and digits with {@code -} between words, unique among all paths
 * @param jdk 17, 21, ...
 * @param attach when the agent came
 * @param state what sees it
 * @param test class below {@code io.pindown.it} and method, as {@code HookedPathsIT.withAgent}
 */
public record Cell(String path, int jdk, Attach attach, State state, String test) {
  /**
   * Checks what it is given, so that no test can record what nobody can find again.
   *
   * @throws IllegalArgumentException naming what is not a path or not a test
   */
  public Cell {
    if (!path.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("a path is small letters and digits with - between words: " + path);
    }
    int dot = test.lastIndexOf('.');
    if (dot < 0 || !isTest("io.pindown.it." + test.substring(0, dot), test.substring(dot + 1))) {
      throw new IllegalArgumentException("a test is a class below io.pindown.it and one of its methods, as HookedPathsIT.withAgent: " + test);
    }
  }

  private static boolean isTest(String type, String method) {
    try {
      return Arrays.stream(Class.forName(type, false, Cell.class.getClassLoader()).getDeclaredMethods())
          .anyMatch(declared -> declared.getName().equals(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Writes it down for this run. Safe in any thread and in any number of test JVMs. */
  public void record() {
    CellFiles.ofThisRun().write(this);
  }

  String key() {
    return path + " " + jdk + " " + attach;
  }
}
