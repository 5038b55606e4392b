package io.pindown.agent.library;

import io.pindown.agent.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Reads descriptions, strictly: what is not understood is an error, never left out. The format is in docs/library-hooks.md. One instance
 * for each text; not thread-safe.
 */
final class HookFile {
  /** Rows of a text at most. */
  static final int MOST_ROWS = 10_000;

  private static final String LINES = "'library NAME', 'class NAME', or '" + "before|after|around METHOD(TYPES)TYPE EVENT OPERANDS'";

  private final String source;
  private final List<LibraryHook> rows = new ArrayList<>();
  private final Set<String> libraries = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private int line;
  private String library;
  private String className;

  private HookFile(String source) {
    this.source = source;
  }

  /**
   * @param source what the text is called in messages
   * @throws DescriptionException naming source, line and what is allowed
   */
  static List<LibraryHook> parse(String source, String text) throws DescriptionException {
    HookFile file = new HookFile(source);
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      file.line++;
      file.read(text.substring(from, end));
      from = end + 1;
    }
    if (file.rows.isEmpty()) {
      throw new DescriptionException(source + " has no rows; allowed are lines of " + LINES);
    }
    return file.rows;
  }

  private void read(String text) throws DescriptionException {
    int comment = text.indexOf('#');
    StringTokenizer words = new StringTokenizer(comment < 0 ? text : text.substring(0, comment), " \t\r");
    if (!words.hasMoreTokens()) {
      return;
    }
    String first = words.nextToken();
    switch (first) {
      case "library":
        library = libraryName(only(words, "library NAME"));
        className = null;
        break;
      case "class":
        className = className(only(words, "class NAME"));
        break;
      case "before":
      case "after":
      case "around":
        row(first, words);
        break;
      default:
        throw bad("'" + Excerpt.of(first) + "' begins no line", LINES);
    }
  }

  private String only(StringTokenizer words, String form) throws DescriptionException {
    String word = words.hasMoreTokens() ? words.nextToken() : null;
    if (word == null || words.hasMoreTokens()) {
      throw bad(word == null ? "a name is missing" : "'" + Excerpt.of(words.nextToken()) + "' is too much", form);
    }
    return word;
  }

  private String libraryName(String name) throws DescriptionException {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.') {
        throw bad("library '" + Excerpt.of(name) + "'", "a name of a to z, 0 to 9, - and .");
      }
    }
    if (!libraries.add(name)) {
      throw bad("library '" + Excerpt.of(name) + "' is there a second time", "one section for each library");
    }
    return name;
  }

  private String className(String name) throws DescriptionException {
    if (library == null) {
      throw bad("class '" + Excerpt.of(name) + "' belongs to no library", "a line 'library NAME' before it");
    }
    if (!Names.isClass(name)) {
      throw bad("class '" + Excerpt.of(name) + "'", "a class's full name, with dots, and with $ before a nested class");
    }
    if (Names.isOfTheJdk(name)) {
      throw bad("class '" + Excerpt.of(name) + "' is one of the JDK or of Pindown", "classes of libraries; what the JDK does is seen without a description");
    }
    return name;
  }

  private void row(String place, StringTokenizer words) throws DescriptionException {
    if (className == null) {
      throw bad("a row belongs to no class", "a line 'class NAME' before it");
    }
    String method = words.hasMoreTokens() ? words.nextToken() : "";
    int open = method.indexOf('(');
    String name = open < 0 ? method : method.substring(0, open);
    if (!Names.isMethod(name)) {
      throw bad("method '" + Excerpt.of(name) + "'", "the name of a method, no constructor");
    }
    String descriptor = open < 0 ? "" : method.substring(open);
    String types = Names.argumentTypes(descriptor);
    if (types == null) {
      throw bad("descriptor '" + Excerpt.of(descriptor) + "' of '" + Excerpt.of(name) + "'", "a descriptor as javap -s prints it, as (JI)V, directly behind the name");
    }
    String word = words.hasMoreTokens() ? words.nextToken() : "";
    LibraryEvent event = LibraryEvent.of(word);
    if (event == null) {
      throw bad("event '" + Excerpt.of(word) + "'", LibraryEvent.words());
    }
    if (!event.place().equals(place)) {
      throw bad("'" + place + "' for '" + Excerpt.of(word) + "'", "'" + event.place() + "', see docs/library-hooks.md for why");
    }
    LibraryHook row = new LibraryHook(library, className, name, descriptor, event, operands(event, types, descriptor, words));
    if (!seen.add(className + " " + method + " " + word)) {
      throw bad("'" + Excerpt.of(word) + "' of " + Excerpt.of(className + "." + method) + " is there a second time", "each event of a method once");
    }
    if (rows.size() == MOST_ROWS) {
      throw bad("this is row " + (MOST_ROWS + 1), "at most " + MOST_ROWS + " rows");
    }
    rows.add(row);
  }

  private List<Operand> operands(LibraryEvent event, String types, String descriptor, StringTokenizer words) throws DescriptionException {
    List<Operand> operands = new ArrayList<>(3);
    while (words.hasMoreTokens()) {
      String text = words.nextToken();
      if (operands.size() == event.operandCount()) {
        throw bad("'" + Excerpt.of(text) + "' is too much", event.word() + " " + event.form());
      }
      operands.add(operand(event, operands.size(), types, descriptor, text));
    }
    if (operands.size() < event.operandCount()) {
      throw bad(event.word() + " has " + operands.size() + " operands", event.word() + " " + event.form());
    }
    return operands;
  }

  private Operand operand(LibraryEvent event, int at, String types, String descriptor, String text) throws DescriptionException {
    Operand operand = Operand.of(text);
    boolean address = event.isAddress(at);
    if (operand == null || address && operand.second() >= 0) {
      String forms = address ? "" : ", N*M for a product, N^M for N rounded up to a multiple of M";
      throw bad("operand '" + Excerpt.of(text) + "'", "the number of an argument, from 0" + (event.mayBeResult(at) ? ", result" : "") + forms);
    }
    if (operand.isResult()) {
      if (!event.mayBeResult(at)) {
        throw bad("operand 'result'", "an argument: it is needed before there is a result");
      }
      check(text, descriptor.charAt(descriptor.indexOf(')') + 1), address);
      return operand;
    }
    check(text, type(types, operand.first()), address);
    if (operand.second() >= 0) {
      check(text, type(types, operand.second()), address);
    }
    return operand;
  }

  /** The argument's type: the first letter of its descriptor, 0 when there is no such argument. */
  private static char type(String types, int argument) {
    return argument < types.length() ? types.charAt(argument) : 0;
  }

  private void check(String text, char type, boolean address) throws DescriptionException {
    if (type != 'J' && (address || type != 'I')) {
      String found = type == 0 ? "there is no such argument" : "its type is " + type;
      throw bad("operand '" + Excerpt.of(text) + "': " + found, address ? "an address is a long (J)" : "a length is a long (J) or an int (I)");
    }
  }

  private DescriptionException bad(String what, String allowed) {
    return new DescriptionException(source + ", line " + line + ": " + what + " is not allowed; allowed: " + allowed);
  }
}
