package io.pindown.agent.audit;

import io.pindown.agent.weave.ConstantPoolNames;
import java.nio.charset.StandardCharsets;

/**
 * The constant pool and the outline of a class file, read where they stand. Made anew for each file.
 *
 * <p>A file that is not a class file, or is cut, makes the constructor or any method throw IllegalArgumentException or
 * IndexOutOfBoundsException.
 */
final class Constants {
  static final int UTF8 = 1;
  static final int CLASS = 7;
  static final int STRING = 8;
  static final int FIELD = 9;
  static final int METHOD = 10;
  static final int INTERFACE_METHOD = 11;

  private final byte[] bytes;
  /** Offset of each constant's tag; 0 for the place after a long or double. */
  private final int[] at;
  private final int end;

  Constants(byte[] classFile) {
    bytes = classFile;
    if (bytes.length < 10 || bytes[0] != (byte) 0xca || bytes[1] != (byte) 0xfe || bytes[2] != (byte) 0xba || bytes[3] != (byte) 0xbe) {
      throw new IllegalArgumentException("it does not begin as a class file does");
    }
    at = new int[unsignedShort(8)];
    int offset = 10;
    for (int i = 1; i < at.length; i++) {
      int tag = bytes[offset];
      at[i] = offset;
      offset += tag == UTF8 ? 3 + unsignedShort(offset + 1) : 1 + ConstantPoolNames.length(tag);
      if (tag == 5 || tag == 6) {
        i++; // long and double take two indexes
      }
    }
    end = offset;
  }

  int count() {
    return at.length;
  }

  /** 0 where no constant begins. */
  int tag(int index) {
    return at[index] == 0 ? 0 : bytes[at[index]];
  }

  /** The first index inside a constant: of a class its name, of a string its text, of a member its class. */
  int first(int index) {
    return unsignedShort(at[index] + 1);
  }

  /** Of a member the index of its name. */
  int name(int member) {
    return unsignedShort(at[unsignedShort(at[member] + 3)] + 1);
  }

  /** Of a member the index of its descriptor. */
  int descriptor(int member) {
    return unsignedShort(at[unsignedShort(at[member] + 3)] + 3);
  }

  /** The number of a text among words, 0 for none. */
  int word(int utf8, Words words) {
    return words.find(bytes, at[utf8] + 3, unsignedShort(at[utf8] + 1));
  }

  /** The text of a constant, for the few that are needed as strings. */
  String text(int utf8) {
    return new String(bytes, at[utf8] + 3, unsignedShort(at[utf8] + 1), StandardCharsets.UTF_8);
  }

  /** The index of the class itself. */
  int self() {
    return unsignedShort(end + 2);
  }

  /** The index of the superclass, 0 for none. */
  int superclass() {
    return unsignedShort(end + 4);
  }

  /** Three numbers for each method: its access flags, the indexes of its name and of its descriptor. */
  int[] methods() {
    int fields = end + 8 + 2 * unsignedShort(end + 6);
    int offset = fields + 2;
    for (int left = unsignedShort(fields); left > 0; left--) {
      offset = next(offset);
    }
    int[] methods = new int[3 * unsignedShort(offset)];
    offset += 2;
    for (int i = 0; i < methods.length; i += 3) {
      methods[i] = unsignedShort(offset);
      methods[i + 1] = unsignedShort(offset + 2);
      methods[i + 2] = unsignedShort(offset + 4);
      offset = next(offset);
    }
    return methods;
  }

  /** Where the member after this one is. */
  private int next(int member) {
    int offset = member + 8;
    for (int attributes = unsignedShort(member + 6); attributes > 0; attributes--) {
      int length = (unsignedShort(offset + 2) << 16) + unsignedShort(offset + 4);
      if (length < 0 || length > bytes.length) {
        throw new IllegalArgumentException("an attribute of " + Integer.toUnsignedString(length) + " bytes");
      }
      offset += 6 + length;
    }
    return offset;
  }

  private int unsignedShort(int offset) {
    return (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
  }
}
