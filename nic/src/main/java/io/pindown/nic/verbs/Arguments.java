package io.pindown.nic.verbs;

/** Checks of what applications pass in. */
final class Arguments {
  private Arguments() {}

  static int range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " is " + value + "; allowed is " + least + " to " + most);
    }
    return value;
  }

  static void memory(long address, long length) {
    if (length < 1) {
      throw new IllegalArgumentException("length is " + length + "; allowed is 1 and more");
    }
    if (address <= 0 || address > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("[0x" + Long.toHexString(address) + ", +" + length + ") is not a range of user memory");
    }
  }
}
