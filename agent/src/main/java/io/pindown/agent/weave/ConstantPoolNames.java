package io.pindown.agent.weave;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Renames classes of one package inside a class file, in the text of its constant pool; nothing else in a class file holds
 * a name. Enough for classes whose names occur in no other text of theirs, and far cheaper at start-up than a pass of a
 * bytecode library.
 */
public final class ConstantPoolNames {
  private final byte[] in;
  private final ByteArrayOutputStream out;

  private ConstantPoolNames(byte[] classFile) {
    this.in = classFile;
    this.out = new ByteArrayOutputStream(classFile.length + 256);
  }

  /**
   * @param folder the internal name of the package with a slash at its end, ASCII
   * @param names in pairs: the simple name of a class of that package, its new internal name, both ASCII
   * @throws IllegalArgumentException when the constant pool holds what no class file up to Java 26 holds
   */
  public static byte[] rename(byte[] classFile, String folder, String... names) {
    return new ConstantPoolNames(classFile).renameAll(folder.getBytes(StandardCharsets.ISO_8859_1), folder, names);
  }

  private byte[] renameAll(byte[] folder, String prefix, String[] names) {
    int count = unsignedShort(8);
    int copied = 0;
    int at = 10;
    for (int i = 1; i < count; i++) {
      int tag = in[at];
      int length = tag == 1 ? 3 + unsignedShort(at + 1) : 1 + length(tag);
      if (tag == 1 && contains(at + 3, at + length, folder)) {
        out.write(in, copied, at - copied);
        write(new String(in, at + 3, length - 3, StandardCharsets.ISO_8859_1), prefix, names);
        copied = at + length;
      }
      at += length;
      if (tag == 5 || tag == 6) {
        i++; // long and double take two indexes
      }
    }
    out.write(in, copied, in.length - copied);
    return out.toByteArray();
  }

  private void write(String text, String prefix, String[] names) {
    String renamed = text;
    for (int n = 0; n < names.length; n += 2) {
      renamed = renamed.replace(prefix + names[n], names[n + 1]);
    }
    byte[] bytes = renamed.getBytes(StandardCharsets.ISO_8859_1);
    out.write(1);
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  private boolean contains(int from, int to, byte[] sought) {
    for (int i = from; i <= to - sought.length; i++) {
      int same = 0;
      while (same < sought.length && in[i + same] == sought[same]) {
        same++;
      }
      if (same == sought.length) {
        return true;
      }
    }
    return false;
  }

  private int unsignedShort(int at) {
    return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
  }

  /**
   * Bytes of a constant after its tag; not of Utf8, which says its length itself.
   *
   * @throws IllegalArgumentException if no class file up to Java 26 holds such a constant
   */
  public static int length(int tag) {
    switch (tag) {
      case 7: // Class
      case 8: // String
      case 16: // MethodType
      case 19: // Module
      case 20: // Package
        return 2;
      case 15: // MethodHandle
        return 3;
      case 3: // Integer
      case 4: // Float
      case 9: // Fieldref
      case 10: // Methodref
      case 11: // InterfaceMethodref
      case 12: // NameAndType
      case 17: // Dynamic
      case 18: // InvokeDynamic
        return 4;
      case 5: // Long
      case 6: // Double
        return 8;
      default:
        throw new IllegalArgumentException("constant pool tag " + tag + ", known are 1, 3 to 12 and 15 to 20");
    }
  }
}
