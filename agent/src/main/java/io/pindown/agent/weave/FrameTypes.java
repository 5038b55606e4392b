package io.pindown.agent.weave;

/**
 * Types as a class file's frames have them, each in an int: the tag in the low byte; above it the constant of an object's class, or where
 * the {@code new} of an object is that is not initialised.
 */
final class FrameTypes {
  static final int TOP = 0;
  static final int INTEGER = 1;
  static final int FLOAT = 2;
  static final int DOUBLE = 3;
  static final int LONG = 4;
  static final int UNINITIALIZED_THIS = 6;
  static final int OBJECT = 7;
  static final int UNINITIALIZED = 8;

  private FrameTypes() {}

  static boolean hasMore(int type) {
    return (type & 0xff) == OBJECT || (type & 0xff) == UNINITIALIZED;
  }

  static boolean isWide(int type) {
    return type == LONG || type == DOUBLE;
  }

  static int object(int constant) {
    return OBJECT | constant << 8;
  }

  /** The types of a descriptor's arguments behind {@code first}, which there may be none of. */
  static int[] ofArguments(int first, String descriptor, Additions additions) {
    int[] types = new int[descriptor.length()];
    int count = 0;
    if (first != TOP) {
      types[count++] = first;
    }
    for (int at = 1; descriptor.charAt(at) != ')'; ) {
      int end = endOfType(descriptor, at);
      types[count++] = type(descriptor, at, end, additions);
      at = end;
    }
    int[] exact = new int[count];
    System.arraycopy(types, 0, exact, 0, count);
    return exact;
  }

  private static int type(String descriptor, int at, int end, Additions additions) {
    switch (descriptor.charAt(at)) {
      case 'J':
        return LONG;
      case 'D':
        return DOUBLE;
      case 'F':
        return FLOAT;
      case 'L':
        return object(additions.typeOfFrame(descriptor.substring(at + 1, end - 1)));
      case '[':
        return object(additions.typeOfFrame(descriptor.substring(at, end)));
      default:
        return INTEGER;
    }
  }

  /** Where the type that begins at {@code at} ends. */
  static int endOfType(String descriptor, int at) {
    int i = at;
    while (descriptor.charAt(i) == '[') {
      i++;
    }
    return descriptor.charAt(i) == 'L' ? descriptor.indexOf(';', i) + 1 : i + 1;
  }
}
