package io.pindown.agent.library;

import java.util.List;

/** One row of a description: a method, and what it means for memory. Immutable. */
public final class LibraryHook {
  private final String library;
  private final String className;
  private final String method;
  private final String descriptor;
  private final LibraryEvent event;
  private final List<Operand> operands;

  LibraryHook(String library, String className, String method, String descriptor, LibraryEvent event, List<Operand> operands) {
    this.library = library;
    this.className = className;
    this.method = method;
    this.descriptor = descriptor;
    this.event = event;
    this.operands = operands;
  }

  /** The name of the library's section in the description. */
  public String library() {
    return library;
  }

  /** The class that declares the method, with dots. */
  public String className() {
    return className;
  }

  /** The class with slashes, as in class files. */
  public String internalName() {
    return className.replace('.', '/');
  }

  public String method() {
    return method;
  }

  /** The method's descriptor, as {@code (JJ)V}. */
  public String descriptor() {
    return descriptor;
  }

  public LibraryEvent event() {
    return event;
  }

  Operand operand(int index) {
    return operands.get(index);
  }

  /** The row as it would be written in a description. */
  @Override
  public String toString() {
    StringBuilder row = new StringBuilder(event.place()).append(' ').append(method).append(descriptor).append(' ').append(event.word());
    for (Operand operand : operands) {
      row.append(' ').append(operand);
    }
    return row.toString();
  }
}
