package io.pindown.agent.weave;

/** How long instructions are, and which of them hold distances to others. */
final class Instructions {
  static final int TABLESWITCH = 170;
  static final int LOOKUPSWITCH = 171;
  static final int INVOKEVIRTUAL = 182;
  static final int INVOKEINTERFACE = 185;

  private static final int IINC = 132;
  private static final int WIDE = 196;

  private Instructions() {}

  /**
   * Bytes of the instruction at {@code at}.
   *
   * @param code where the method's code begins, from which switches are aligned
   * @throws IllegalArgumentException if it is none, or one that no compiler has made since Java 6
   */
  static int length(ClassFile file, int code, int at) {
    int opcode = file.bytes[at] & 0xff;
    if (opcode == TABLESWITCH) {
      int low = padded(code, at);
      return low + 12 + 4 * (file.s4(low + 8) - file.s4(low + 4) + 1) - at;
    }
    if (opcode == LOOKUPSWITCH) {
      int low = padded(code, at);
      return low + 8 + 8 * file.s4(low + 4) - at;
    }
    if (opcode == WIDE) {
      return (file.bytes[at + 1] & 0xff) == IINC ? 6 : 4;
    }
    return length(opcode);
  }

  private static int length(int opcode) {
    switch (opcode) {
      case 16: // bipush
      case 18: // ldc
      case 188: // newarray
        return 2;
      case 17: // sipush
      case 19: // ldc_w
      case 20: // ldc2_w
      case IINC:
      case 187: // new
      case 189: // anewarray
      case 192: // checkcast
      case 193: // instanceof
      case 198: // ifnull
      case 199: // ifnonnull
        return 3;
      case 197: // multianewarray
        return 4;
      case INVOKEINTERFACE:
      case 186: // invokedynamic
      case 200: // goto_w
        return 5;
      default:
        if (opcode == 168 || opcode == 169 || opcode > 200) {
          throw new IllegalArgumentException("instruction " + opcode);
        }
        if (opcode >= 21 && opcode <= 25 || opcode >= 54 && opcode <= 58) {
          return 2; // loads and stores of a local variable that is named
        }
        return opcode >= 153 && opcode <= 167 || opcode >= 178 && opcode <= 184 ? 3 : 1; // branches, fields, calls
    }
  }

  /** Where the operands of a switch begin. */
  static int padded(int code, int at) {
    return code + (at - code + 4 & -4);
  }

  static boolean isBranch(int opcode) {
    return opcode >= 153 && opcode <= 167 || opcode == 198 || opcode == 199;
  }

  static boolean isWideBranch(int opcode) {
    return opcode == 200;
  }
}
