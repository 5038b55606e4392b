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
  private static final int INVOKEVIRTUAL = 0xb6;
  private static final int INVOKEINTERFACE = 0xb9;

  private final ClassReader reader;
  private final List<Point> points;
  private final char[] buffer;
  private final boolean[] wanted;
  /** Per method: its number of local variables when it may hold sites, else -1. */
  private int[] maxLocals;
  private int next;

  SiteScan(ClassReader reader, List<Point> points) {
    this.reader = reader;
    this.points = points;
    this.buffer = new char[reader.getMaxStringLength()];
    this.wanted = new boolean[reader.getItemCount()];
    boolean any = findMethodReferences();
    scanMethods(any);
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

  private boolean findMethodReferences() {
    boolean any = false;
    for (int i = 1; i < wanted.length; i++) {
      int item = reader.getItem(i);
      int tag = item == 0 ? 0 : reader.readByte(item - 1);
      if (tag == 10 || tag == 11) {
        wanted[i] = isTarget(item);
        any |= wanted[i];
      }
    }
    return any;
  }

  private boolean isTarget(int item) {
    int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
    for (int p = 0; p < points.size(); p++) {
      Point point = points.get(p);
      if (textIs(nameAndType, point.method())
          && textIs(nameAndType + 2, point.descriptor())
          && textIs(reader.getItem(reader.readUnsignedShort(item)), point.target())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the UTF-8 item whose index is at {@code offset} reads {@code text}; compares lengths before it decodes. */
  private boolean textIs(int offset, String text) {
    int utf8 = reader.getItem(reader.readUnsignedShort(offset));
    return reader.readUnsignedShort(utf8) == text.length() && text.equals(reader.readUTF8(offset, buffer));
  }

  private void scanMethods(boolean anyCall) {
    int at = reader.header + 8 + 2 * reader.readUnsignedShort(reader.header + 6);
    at = skipFields(at);
    int count = reader.readUnsignedShort(at);
    at += 2;
    maxLocals = new int[count];
    for (int method = 0; method < count; method++) {
      maxLocals[method] = -1;
      boolean body = isBody(at);
      int attributes = reader.readUnsignedShort(at + 6);
      at += 8;
      for (; attributes > 0; attributes--) {
        if ((anyCall || body) && "Code".equals(reader.readUTF8(at, buffer))) {
          int length = reader.readInt(at + 10);
          if (body || anyCall && holdsCall(at + 14, at + 14 + length)) {
            maxLocals[method] = reader.readUnsignedShort(at + 8);
          }
        }
        at += 6 + reader.readInt(at + 2);
      }
    }
  }

  private int skipFields(int from) {
    int at = from + 2;
    for (int fields = reader.readUnsignedShort(from); fields > 0; fields--) {
      int attributes = reader.readUnsignedShort(at + 6);
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

  private boolean holdsCall(int from, int to) {
    for (int i = from; i <= to - 3; i++) {
      int opcode = reader.readByte(i);
      if (opcode >= INVOKEVIRTUAL && opcode <= INVOKEINTERFACE) {
        int index = reader.readUnsignedShort(i + 1);
        if (index < wanted.length && wanted[index]) {
          return true;
        }
      }
    }
    return false;
  }
}
