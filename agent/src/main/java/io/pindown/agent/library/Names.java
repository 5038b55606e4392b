package io.pindown.agent.library;

/** Which names and descriptors a description may hold. */
final class Names {
  private static final int MOST_ARGUMENTS = 255;
  private static final int MOST_LETTERS = 1000;

  private Names() {}

  static boolean isClass(String name) {
    boolean start = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (start ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
        return false;
      }
      start = c == '.';
    }
    return !start && name.length() <= MOST_LETTERS;
  }

  /** Whether a class is out of reach: the JDK's are hooked by the agent itself, and Pindown's would call themselves. */
  static boolean isOfTheJdk(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.") && !className.startsWith("com.sun.jna.")
        || className.startsWith("io.pindown.");
  }

  static boolean isMethod(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (i == 0 ? !Character.isJavaIdentifierStart(name.charAt(i)) : !Character.isJavaIdentifierPart(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= MOST_LETTERS;
  }

  /** The first letter of each argument's type; null when this is no descriptor of a method. */
  static String argumentTypes(String descriptor) {
    StringBuilder types = new StringBuilder();
    int slots = 0;
    int at = 1;
    if (descriptor.isEmpty() || descriptor.charAt(0) != '(') {
      return null;
    }
    while (at < descriptor.length() && descriptor.charAt(at) != ')') {
      char first = descriptor.charAt(at);
      types.append(first);
      slots += first == 'J' || first == 'D' ? 2 : 1;
      at = typeEnd(descriptor, at);
      if (at < 0 || slots >= MOST_ARGUMENTS) {
        return null;
      }
    }
    int result = at + 1;
    if (result >= descriptor.length()) {
      return null;
    }
    int end = descriptor.charAt(result) == 'V' ? result + 1 : typeEnd(descriptor, result);
    return end == descriptor.length() ? types.toString() : null;
  }

  /** Where the type that begins at {@code at} ends, -1 when none begins there. */
  private static int typeEnd(String descriptor, int at) {
    int i = at;
    while (i < descriptor.length() && descriptor.charAt(i) == '[') {
      i++;
    }
    if (i == descriptor.length() || i - at > MOST_ARGUMENTS) {
      return -1;
    }
    if (descriptor.charAt(i) != 'L') {
      return "ZBCSIJFD".indexOf(descriptor.charAt(i)) < 0 ? -1 : i + 1;
    }
    int end = descriptor.indexOf(';', i);
    return end > 0 && isClass(descriptor.substring(i + 1, end).replace('/', '.')) && descriptor.substring(i, end).indexOf('.') < 0 ? end + 1 : -1;
  }
}
