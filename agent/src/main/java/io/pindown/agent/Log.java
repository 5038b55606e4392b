package io.pindown.agent;

/**
 * The agent's few lines on stderr, each starting with "pindown: ". Nothing is printed in a healthy start at the default
 * level. Thread-safe.
 */
public final class Log {
  /** How much is printed; each level includes those before it. */
  public enum Level {
    OFF,
    ERROR,
    INFO,
    DEBUG
  }

  private static volatile Level level = Level.ERROR;

  private Log() {}

  static void level(Level now) {
    level = now;
  }

  public static void error(String line) {
    print(Level.ERROR, line);
  }

  public static void info(String line) {
    print(Level.INFO, line);
  }

  public static void debug(String line) {
    print(Level.DEBUG, line);
  }

  private static void print(Level of, String line) {
    if (of.compareTo(level) <= 0) {
      System.err.println("pindown: ".concat(Excerpt.printable(line.replace('\n', ' '))));
    }
  }
}
