package example;

/** Stands for an application whose methods a description names although they have nothing to do with memory: what it prints must not depend on that. */
public final class Hostage {
  private static final long[] NUMBERS = {0, 1, -1, 4095, 4096, 4097, 1L << 32, 1L << 47, Long.MAX_VALUE, Long.MAX_VALUE - 4095, Long.MIN_VALUE, Long.MIN_VALUE + 1};
  private static final int ROUNDS = 3;

  private static int depth;

  private Hostage() {}

  /** With default methods, which have code. */
  interface Shape {
    default long area(long a) {
      return a * 3;
    }
  }

  enum Kind implements Shape {
    ONE,
    TWO;

    long of(long n) {
      return n + ordinal();
    }
  }

  record Pair(long first, long second) {
    long sum() {
      return first + second;
    }
  }

  static final class Broken {
    static final int VALUE = fail();

    private static int fail() {
      throw new IllegalStateException("a static initialiser of the program's own");
    }

    static long m(long a) {
      return a + VALUE;
    }
  }

  static long one(long a) {
    a += 7; // parameters are assigned
    return a;
  }

  static long two(long a, long b) {
    long sum = 0;
    for (int i = 0; i < 5; i++) {
      sum += i % 2 == 0 ? a : b;
    }
    return sum;
  }

  static long three(long a, long b, long c) {
    return a ^ b ^ c;
  }

  static int narrow(long a, int b) {
    return (int) a + b;
  }

  static synchronized long locked(long a) {
    return a - 1;
  }

  static long thrower(long a) {
    if (a % 2 == 0) {
      throw new IllegalArgumentException("even " + a);
    }
    try {
      return Math.addExact(a, Long.MAX_VALUE);
    } catch (ArithmeticException e) {
      return -a;
    }
  }

  static long deep(long a) {
    depth++;
    return deep(a + 1) + 1;
  }

  private static String call(long a) {
    try {
      return Long.toString(thrower(a));
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String overflow() {
    depth = 0;
    try {
      return "no end: " + deep(0);
    } catch (StackOverflowError e) {
      return depth > 500 ? "an end" : "an end at " + depth;
    }
  }

  private static String broken() {
    try {
      return "initialised: " + Broken.m(1);
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      return e instanceof ExceptionInInitializerError ? "fails" : "has failed";
    }
  }

  public static void main(String[] arguments) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (long a : NUMBERS) {
        long all = 0;
        for (long b : NUMBERS) {
          all = all * 31 + two(a, b) * 7 + three(a, b, round) * 5 + narrow(a, (int) b) * 3 + new Pair(a, b).sum();
        }
        System.out.println(one(a) + " " + locked(a) + " " + call(a) + " " + all + " " + Kind.TWO.of(a) + " " + Kind.ONE.area(a));
      }
      System.out.println(overflow());
      System.out.println(broken());
    }
    if (arguments.length > 0) {
      System.out.println(Class.forName(arguments[0]).getMethod("huge", long.class).invoke(null, 5L));
    }
    System.err.println("an error of the program's own");
  }
}
