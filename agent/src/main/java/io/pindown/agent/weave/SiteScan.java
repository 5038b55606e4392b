package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import java.util.List;
import org.objectweb.asm.ClassReader;

/**
 * Finds, without decoding instructions, the methods of a class that may hold sites: those in whose code the three bytes of
 * a call of a wanted method occur. It never misses one; where three operand bytes look like a call it names a method too
 * many, which is then visited and left as it was.
 *
 * <p>All other methods are copied as they are, which keeps the rewriting of a class with a thousand methods cheap.
 */
final class SiteScan {
  private static final int UTF8 = 1;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;

  private final ClassReader reader;
  private final byte[] bytes;
  private final List<Point> points;
  private final char[] buffer;
  private final boolean[] wanted;
  private boolean anyWanted;
  /** Index of the constant "Code". */
  private int code;
  /** Per method: its number of local variables when it may hold sites, else -1. */
  private int[] maxLocals;
  private int next;

  SiteScan(ClassReader reader, byte[] classFile, List<Point> points) {
    this.reader = reader;
    this.bytes = classFile;
    this.points = points;
    this.buffer = new char[reader.getMaxStringLength()];
    this.wanted = new boolean[reader.getItemCount()];
    readConstants();
    scanMethods();
  }

  /** Called once per method in the order of the class file: its number of locals when it may hold sites, else -1. */
  int nextMethod() {
    return maxLocals[next++];
  }

  /** Whether no method may hold sites. */
  boolean isEmpty() {
    for (int locals : maxLocals) {
      if (locals >= 0) {
        return false;
      }
    }
    return true;
  }

  private void readConstants() {
    for (int i = 1; i < wanted.length; i++) {
      int item = reader.getItem(i);
      int tag = item == 0 ? 0 : bytes[item - 1];
      if (tag == METHOD || tag == INTERFACE_METHOD) {
        wanted[i] = isTarget(item);
        anyWanted |= wanted[i];
      } else if (tag == UTF8 && bytes[item + 1] == 4 && bytes[item] == 0 && textIs(item, "Code")) {
        code = i;
      }
    }
  }

  private boolean isTarget(int item) {
    int nameAndType = reader.getItem(unsignedShort(item + 2));
    for (int p = 0; p < points.size(); p++) {
      Point point = points.get(p);
      if (refersTo(nameAndType, point.method())
          && refersTo(nameAndType + 2, point.descriptor())
          && refersTo(reader.getItem(unsignedShort(item)), point.target())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text whose index is at {@code offset} reads {@code text}. */
  private boolean refersTo(int offset, String text) {
    return textIs(reader.getItem(unsignedShort(offset)), text);
  }

  /** Compares without decoding: all names of the table are ASCII. */
  private boolean textIs(int utf8, String text) {
    int length = text.length();
    if (unsignedShort(utf8) != length || bytes[utf8 + 1 + length] != text.charAt(length - 1)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[utf8 + 2 + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void scanMethods() {
    int at = reader.header + 8 + 2 * unsignedShort(reader.header + 6);
    at = skipFields(at);
    maxLocals = new int[unsignedShort(at)];
    at += 2;
    for (int method = 0; method < maxLocals.length; method++) {
      maxLocals[method] = -1;
      boolean body = isBody(at);
      int attributes = unsignedShort(at + 6);
      at += 8;
      for (; attributes > 0; attributes--) {
        if (unsignedShort(at) == code) {
          int length = reader.readInt(at + 10);
          if (body || anyWanted && holdsCall(bytes, at + 14, at + 11 + length, wanted)) {
            maxLocals[method] = unsignedShort(at + 8);
          }
        }
        at += 6 + reader.readInt(at + 2);
      }
    }
  }

  private int skipFields(int from) {
    int at = from + 2;
    for (int fields = unsignedShort(from); fields > 0; fields--) {
      int attributes = unsignedShort(at + 6);
      at += 8;
      for (; attributes > 0; attributes--) {
        at += 6 + reader.readInt(at + 2);
      }
    }
    return at;
  }

  private boolean isBody(int method) {
    for (int p = 0; p < points.size(); p++) {
      Point point = points.get(p);
      if (point.wrap().replacesResult()
          && point.matchesBody(reader.readUTF8(method + 2, buffer), reader.readUTF8(method + 4, buffer))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsCall(byte[] bytes, int from, int last, boolean[] wanted) {
    for (int i = from; i <= last; i++) {
      // The opcodes of invokevirtual to invokeinterface as signed bytes.
      if (bytes[i] >= -74 && bytes[i] <= -71) {
        int index = (bytes[i + 1] & 0xff) << 8 | bytes[i + 2] & 0xff;
        if (index < wanted.length && wanted[index]) {
          return true;
        }
      }
    }
    return false;
  }

  private int unsignedShort(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
