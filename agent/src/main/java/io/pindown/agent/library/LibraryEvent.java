package io.pindown.agent.library;

/**
 * What a library's method can mean for memory. Each kind has its place: the end of memory is told before the method runs, its beginning
 * after it has returned, and what changes memory that stays in use is told at both ends.
 *
 * <p>Each also has its operands, one letter for each: {@code a} an address known when the method is entered, {@code A} one that may be
 * the result, {@code l} a length known when the method is entered, {@code L} one that may be the result.
 */
public enum LibraryEvent {
  /** Address, bytes. */
  ALLOCATED("allocated", "after", "AL", "ADDRESS LENGTH"),
  /** Address. */
  FREED("freed", "before", "a", "ADDRESS"),
  /** Old address, new bytes, new address; a new address of 0 means that nothing was done, or that new bytes of 0 freed the block. */
  REALLOCATED("reallocated", "around", "alA", "OLD-ADDRESS NEW-LENGTH NEW-ADDRESS"),
  /** Address, bytes, rounded up to pages. */
  MAPPED("mapped", "after", "AL", "ADDRESS LENGTH"),
  /** Address, bytes, rounded up to pages. */
  UNMAPPED("unmapped", "before", "al", "ADDRESS LENGTH"),
  /** Address, bytes: other pages may be there afterwards. */
  CHANGED("changed", "around", "al", "ADDRESS LENGTH"),
  /** New size of a file. */
  TRUNCATED("truncated", "around", "l", "SIZE");

  private final String word;
  private final String place;
  private final String operands;
  private final String form;

  LibraryEvent(String word, String place, String operands, String form) {
    this.word = word;
    this.place = place;
    this.operands = operands;
    this.form = form;
  }

  /** What it is called in a description. */
  public String word() {
    return word;
  }

  /** {@code before}, {@code after} or {@code around}. */
  public String place() {
    return place;
  }

  /** The operands' names, for messages. */
  String form() {
    return form;
  }

  int operandCount() {
    return operands.length();
  }

  boolean isAddress(int operand) {
    return (operands.charAt(operand) | 0x20) == 'a';
  }

  boolean mayBeResult(int operand) {
    return operands.charAt(operand) < 'a';
  }

  /** Whether memory begins by it: harmless where it is missed, since what has no known beginning is not cached. */
  public boolean isBeginning() {
    return this == ALLOCATED || this == MAPPED;
  }

  /** Whether something is to be told before the method's own code. */
  boolean hasBegin() {
    return !isBeginning();
  }

  /** Whether something is to be told when the method returns. */
  boolean hasEnd() {
    return !place.equals("before");
  }

  /** The event of this name in a description, or null. */
  static LibraryEvent of(String word) {
    for (LibraryEvent event : values()) {
      if (event.word.equals(word)) {
        return event;
      }
    }
    return null;
  }

  /** All names, for messages. */
  static String words() {
    StringBuilder words = new StringBuilder();
    for (LibraryEvent event : values()) {
      words.append(words.length() == 0 ? "" : ", ").append(event.word);
    }
    return words.toString();
  }
}
