package io.pindown.agent.audit;

/**
 * One row of the catalogue: a method that, called, is a site. Immutable.
 *
 * @param owner internal name of the class that the call names
 * @param method its name; with a star at its end, every method whose name begins so and goes on in upper case or not at all
 * @param descriptor the begin of its descriptor; empty for all overloads
 * @param within callers whose internal name begins so are the wrapper's own and no sites; null for none
 * @param inherited whether the method may be called in the name of a subclass
 */
record Sink(String owner, String method, String descriptor, Kind kind, Route route, String within, boolean inherited) {
  static Sink of(String owner, String method, String descriptor, Kind kind, Route route) {
    return new Sink(owner, method, descriptor, kind, route, null, false);
  }

  /** This row for callers outside of a package only: inside of it is the wrapper, which calls the real sink. */
  Sink outside(String prefix) {
    return new Sink(owner, method, descriptor, kind, route, prefix, inherited);
  }

  /** This row also for calls in the name of a subclass that does not override it. */
  Sink andSubclasses() {
    return new Sink(owner, method, descriptor, kind, route, within, true);
  }

  boolean isPattern() {
    return method.endsWith("*");
  }

  boolean names(String called, String calledDescriptor) {
    return calledDescriptor.startsWith(descriptor) && (isPattern() ? matchesPattern(called) : method.equals(called));
  }

  private boolean matchesPattern(String called) {
    int length = method.length() - 1;
    return called.length() >= length
        && called.regionMatches(0, method, 0, length)
        && (called.length() == length || Character.isUpperCase(called.charAt(length)));
  }

  boolean isSiteIn(String caller) {
    return within == null || !caller.startsWith(within);
  }

  /** As a reader of sources would name it: {@code java.nio.ByteBuffer.allocateDirect}. */
  static String text(String owner, String method) {
    return owner.replace('/', '.') + '.' + method;
  }
}
