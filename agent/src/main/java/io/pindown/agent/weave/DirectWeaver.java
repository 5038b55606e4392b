package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import io.pindown.agent.point.Treatment;
import java.util.List;

/**
 * Rewrites one class as {@link Weaver} does, without a bytecode library: what has no site is copied byte by byte. At the start of a JVM
 * everything is interpreted, and a library that is loaded and looks at each of a thousand methods costs more than all the rest of the agent.
 * What is not simple is left to {@link Weaver}: results that are replaced, attributes of code that hold positions, code that would become too large.
 * A test compares what both make of each class of the table, instruction by instruction.
 *
 * <p>Not thread-safe: one instance per class.
 */
public final class DirectWeaver {
  private static final int FIRST_CALL = (byte) Instructions.INVOKEVIRTUAL;
  private static final int LAST_CALL = (byte) Instructions.INVOKEINTERFACE;

  /** In the first of the two bytes of a method's flags. */
  private static final int NATIVE_HIGH = 0x01;

  private final List<Point> points;
  private final Treatment[] treatments;
  private final String hookClass;
  private final int[] found;
  private ClassFile file;
  /** For each constant the row whose method it names, plus 1. */
  private byte[] rows;

  /** The same arguments as {@link Weaver} has. */
  public DirectWeaver(List<Point> points, Treatment[] treatments, String hookClass) {
    this.points = points;
    this.treatments = treatments;
    this.hookClass = hookClass;
    this.found = new int[points.size()];
  }

  /** The class with its sites wrapped, what was found is then in {@link #found}; null if that is left to {@link Weaver}. */
  public byte[] weave(byte[] classFile) {
    for (int i = 0; i < treatments.length; i++) {
      if (points.get(i).wrap().replacesResult()) {
        return null;
      }
    }
    try {
      file = new ClassFile(classFile);
      findRows();
      return write();
    } catch (RuntimeException notSimple) {
      return null;
    }
  }

  /** How many sites of the row at this index were wrapped. */
  public int found(int row) {
    return found[row];
  }

  /** The row whose method this constant names, -1 for none. */
  int row(int constant) {
    return rows[constant] - 1;
  }

  /** The row's point, of which one more site is there. */
  Point count(int row) {
    found[row]++;
    return points.get(row);
  }

  private void findRows() {
    rows = new byte[file.constants()];
    boolean[] lengths = new boolean[256]; // rules out nearly all, and all of this is interpreted
    for (Point point : points) {
      lengths[point.method().length()] = true;
    }
    for (int constant : file.methodReferences) {
      if (constant == 0) {
        break;
      }
      if (lengths[file.lengthOfMethod(constant)]) {
        for (int i = 0; i < treatments.length; i++) {
          Point point = points.get(i);
          if (treatments[i] == Treatment.CALLS && file.isMethod(constant, point.target(), point.method(), point.descriptor())) {
            rows[constant] = (byte) (i + 1);
            break;
          }
        }
      }
    }
  }

  private byte[] write() {
    Additions additions = new Additions(file);
    Bytes methods = new Bytes(4096);
    int at = file.methods + 2;
    int copied = at;
    int count = file.u2(file.methods);
    int call = nextCall(at);
    byte[] bytes = file.bytes; // read here what each of a thousand methods has: calls would be compiled at each start
    for (int left = count; left > 0; left--) {
      int end = at + 8;
      for (int attributes = (bytes[at + 6] & 0xff) << 8 | bytes[at + 7] & 0xff; attributes > 0; attributes--) {
        int begin = end;
        end += 6 + (bytes[begin + 2] << 24 | (bytes[begin + 3] & 0xff) << 16 | (bytes[begin + 4] & 0xff) << 8 | bytes[begin + 5] & 0xff);
        if (call < begin) {
          call = nextCall(begin);
        }
        if (call < end && file.isText(file.u2(begin), "Code")) {
          MethodPatch patch = new MethodPatch(file, begin, additions, hookClass);
          if (patch.find(this)) {
            methods.copy(file.bytes, copied, begin);
            patch.write(methods, (file.u2(at) & 0x0008) != 0, file.text(file.u2(at + 2)), file.text(file.u2(at + 4)));
            copied = end;
          }
        }
      }
      int row = (bytes[at] & NATIVE_HIGH) == 0 ? -1 : declared(file.u2(at + 2), file.u2(at + 4));
      if (row >= 0) {
        found[row]++;
        methods.copy(file.bytes, copied, at);
        count += new DirectNative(file, additions, points.get(row), treatments[row], (file.u2(at) & 0x0008) != 0, hookClass).write(methods, at, end) - 1;
        copied = end;
      }
      at = end;
    }
    Bytes out = new Bytes(file.bytes.length + additions.bytes().size() + methods.size());
    out.copy(file.bytes, 0, 8).u2(additions.count()).copy(file.bytes, 10, file.endOfConstants).copy(additions.bytes());
    out.copy(file.bytes, file.endOfConstants, file.methods).u2(count).copy(methods);
    return out.copy(file.bytes, copied, file.bytes.length).toArray();
  }

  /** The row of a native that becomes a Java method, -1 for none. */
  private int declared(int name, int descriptor) {
    for (int i = 0; i < treatments.length; i++) {
      Point point = points.get(i);
      if (treatments[i] != Treatment.CALLS && point.substitute() != null && point.isAtHome() && file.isText(name, point.method())
          && file.isText(descriptor, point.descriptor())) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where, from {@code from} on, the three bytes of a wanted call occur next; beyond the file if nowhere. It misses none, and may find what is no call. In one
   * loop over all methods, since a thousand calls of a loop over each would have it compiled, twice.
   */
  private int nextCall(int from) {
    byte[] bytes = file.bytes;
    byte[] wanted = rows;
    int last = bytes.length - 3;
    for (int i = from; i <= last; i++) {
      int b = bytes[i];
      if (b <= LAST_CALL && b >= FIRST_CALL) {
        int index = (bytes[i + 1] & 0xff) << 8 | bytes[i + 2] & 0xff;
        if (index < wanted.length && wanted[index] != 0) {
          return i;
        }
      }
    }
    return bytes.length;
  }
}
