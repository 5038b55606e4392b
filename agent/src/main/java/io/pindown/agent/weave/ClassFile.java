package io.pindown.agent.weave;

/** A class file as bytes: where its constants and methods are. What is not asked for is not decoded. Immutable. */
final class ClassFile {
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  final byte[] bytes;
  /** Where each constant begins, with its tag; 0 for what is none. */
  private final int[] constants;
  /** The indexes of those that name a method, of a class or an interface, one after the other, with zeros behind them. */
  final int[] methodReferences;
  /** Where the constants end. */
  final int endOfConstants;
  /** Where the number of methods is, with the methods behind it. */
  final int methods;

  /** @throws IllegalArgumentException when the constant pool holds what no class file up to Java 26 holds */
  ClassFile(byte[] bytes) {
    this.bytes = bytes;
    int[] constants = new int[u2(8)];
    int[] references = new int[constants.length];
    int known = 0;
    int at = 10;
    for (int i = 1; i < constants.length; i++) { // calls nothing for what is frequent: at a start a thousand calls would have it compiled
      constants[i] = at;
      int tag = bytes[at];
      if (tag == UTF8) {
        at += 3 + ((bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff);
      } else if (tag == METHOD || tag == INTERFACE_METHOD) {
        references[known++] = i;
        at += 5;
      } else if (tag == NAME_AND_TYPE) {
        at += 5;
      } else {
        at += 1 + ConstantPoolNames.length(tag);
        if (tag == 5 || tag == 6) {
          i++; // long and double take two indexes
        }
      }
    }
    this.constants = constants;
    methodReferences = references;
    endOfConstants = at;
    at += 6;
    at += 2 + 2 * u2(at);
    int fields = u2(at);
    at += 2;
    for (; fields > 0; fields--) {
      at = endOfMember(at);
    }
    methods = at;
  }

  int u2(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  int s4(int at) {
    return u2(at) << 16 | u2(at + 2);
  }

  int constants() {
    return constants.length;
  }

  /** Where a field or method that begins at {@code at} ends. */
  int endOfMember(int at) {
    int end = at + 8;
    for (int attributes = u2(at + 6); attributes > 0; attributes--) {
      end += 6 + s4(end + 2);
    }
    return end;
  }

  /** Bytes in the name of the method that a constant names, the lowest eight bits. */
  int lengthOfMethod(int index) {
    int nameAndType = constants[u2(constants[index] + 3)];
    return bytes[constants[u2(nameAndType + 1)] + 2] & 0xff;
  }

  /** Whether a constant that names a method names this one. */
  boolean isMethod(int index, String owner, String name, String descriptor) {
    int at = constants[index];
    int nameAndType = constants[u2(at + 3)];
    return isText(u2(nameAndType + 1), name) && isText(u2(nameAndType + 3), descriptor) && isText(u2(constants[u2(at + 1)] + 1), owner);
  }

  /** Compares without decoding; {@code text} is ASCII. */
  boolean isText(int index, String text) {
    int at = constants[index];
    int length = text.length();
    if (at == 0 || bytes[at] != UTF8 || u2(at + 1) != length) {
      return false;
    }
    for (int i = length - 1; i >= 0; i--) {
      if (bytes[at + 3 + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The text of a constant; ASCII as all names in the JDK are. */
  String text(int index) {
    int at = constants[index];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < u2(at + 1); i++) {
      text.append((char) bytes[at + 3 + i]);
    }
    return text.toString();
  }

  /** The index of a class, 0 when there is none. */
  int indexOfClass(String name) {
    for (int i = 1; i < constants.length; i++) {
      if (constants[i] != 0 && bytes[constants[i]] == CLASS && isText(u2(constants[i] + 1), name)) {
        return i;
      }
    }
    return 0;
  }

  /** The index of this class itself. */
  int thisClass() {
    return u2(endOfConstants + 2);
  }
}
