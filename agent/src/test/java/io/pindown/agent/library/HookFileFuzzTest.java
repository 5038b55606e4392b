package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.fuzz.Mutations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Descriptions, against another reading of docs/library-hooks.md: the same rows, or a refusal that names the line and says what is allowed. */
class HookFileFuzzTest {
  private static final List<String> VALID = List.of(
      "library x\nclass a.B\nbefore m(J)V freed 0\n",
      "# of jemalloc\nlibrary y-1\nclass a.b.C$D\n  after n(JJ)J allocated result 0*1 # product\n  around o(JJ)J reallocated 0 1 result\n",
      "library z\r\nclass a.B\r\n\tafter m(JI)J mapped 0 0^1\r\nbefore m(JJ)I unmapped 0 1\r\n",
      "library a.b\nclass c.D\naround m(JJ)V changed 0 1\nlibrary c\nclass c.D\naround m(I[[Ljava/lang/String;J)V truncated 2\n");
  private static final String[] WORDS = {
    "library ", "class ", "before ", "after ", "around ", "x", "a.B", "m(J)V ", "m(JJ)J ", "m(I[JLa/B;)J ", "allocated ", "freed ", "reallocated ", "mapped ", "unmapped ",
    "changed ", "truncated ", " 0", " 1", " 0*1", " 0^1", " result", "#", "\n", "\n", " ", "\t", "(", ")", "*", "$", "<init>(J)V ", "java.lang.String", "io.pindown.agent.Premain",
    "com.sun.jna.Native", "com.sun.x.Y", "[", "[".repeat(256), "J".repeat(127), "m(" + "D".repeat(128) + ")V ", "x".repeat(1001), ";", "L", "a/b;"
  };
  private static final String IDENTIFIER = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+";
  private static final Pattern TYPE = Pattern.compile("(\\[{0,255})(?:([ZBCSIJFD])|L(" + IDENTIFIER + "(?:/" + IDENTIFIER + ")*+);)");

  /** What a row is, as text; null if the description is to be refused. */
  private static List<String> reference(String text) {
    List<String> rows = new ArrayList<>();
    Set<String> libraries = new HashSet<>();
    Set<String> seen = new HashSet<>();
    String library = null;
    String type = null;
    for (String line : text.split("\n", -1)) {
      List<String> words = new ArrayList<>();
      for (String word : (line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#'))).split("[ \t\r]+")) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
      if (words.isEmpty()) {
        continue;
      }
      switch (words.get(0)) {
        case "library" -> {
          if (words.size() != 2 || !words.get(1).matches("[a-z0-9.-]+") || !libraries.add(words.get(1))) {
            return null;
          }
          library = words.get(1);
          type = null;
        }
        case "class" -> {
          if (words.size() != 2 || library == null || !isClass(words.get(1), "\\.") || isForbidden(words.get(1))) {
            return null;
          }
          type = words.get(1);
        }
        case "before", "after", "around" -> {
          String row = type == null || words.size() < 3 ? null : row(words);
          if (row == null || !seen.add(type + " " + words.get(1) + " " + words.get(2))) {
            return null;
          }
          rows.add(library + " " + type + " " + row);
        }
        default -> {
          return null;
        }
      }
    }
    return rows.isEmpty() || rows.size() > 10_000 ? null : rows;
  }

  private static boolean isClass(String name, String separator) {
    return name.length() <= 1000 && name.matches(IDENTIFIER + "(?:" + separator + IDENTIFIER + ")*+");
  }

  private static boolean isForbidden(String name) {
    return name.matches("(?s)(java|javax|jdk|sun|io\\.pindown)\\..*|com\\.sun\\.(?!jna\\.).*");
  }

  private static String row(List<String> words) {
    int open = words.get(1).indexOf('(');
    String name = open < 0 ? "" : words.get(1).substring(0, open);
    if (!name.matches(IDENTIFIER) || name.length() > 1000) {
      return null;
    }
    List<String> types = new ArrayList<>();
    String descriptor = words.get(1).substring(open);
    int at = 1;
    int slots = 0;
    Matcher matcher = TYPE.matcher(descriptor);
    while (matcher.region(at, descriptor.length()).lookingAt()) {
      if (matcher.group(3) != null && matcher.group(3).length() > 1000) {
        return null;
      }
      types.add(matcher.group());
      slots += matcher.group().equals("J") || matcher.group().equals("D") ? 2 : 1;
      at = matcher.end();
    }
    if (slots >= 255 || at >= descriptor.length() || descriptor.charAt(at) != ')') {
      return null;
    }
    String result = descriptor.substring(at + 1);
    Matcher last = TYPE.matcher(result);
    if (!result.equals("V") && !(last.matches() && (last.group(3) == null || last.group(3).length() <= 1000))) {
      return null;
    }
    String operands = switch (words.get(0) + " " + words.get(2)) {
      case "after allocated", "after mapped" -> "AL";
      case "before freed" -> "a";
      case "around reallocated" -> "alA";
      case "before unmapped", "around changed" -> "al";
      case "around truncated" -> "l";
      default -> null;
    };
    if (operands == null || words.size() != 3 + operands.length()) {
      return null;
    }
    StringBuilder row = new StringBuilder(words.get(0)).append(' ').append(words.get(1)).append(' ').append(words.get(2));
    for (int i = 0; i < operands.length(); i++) {
      String operand = operand(operands.charAt(i), words.get(3 + i), types, result);
      if (operand == null) {
        return null;
      }
      row.append(' ').append(operand);
    }
    return row.toString();
  }

  private static String operand(char kind, String word, List<String> types, String result) {
    String good = kind == 'a' || kind == 'A' ? "J" : "[IJ]";
    if (word.equals("result")) {
      return Character.isUpperCase(kind) && result.matches(good) ? word : null;
    }
    if (!word.matches(kind == 'a' || kind == 'A' ? "[0-9]{1,3}" : "[0-9]{1,3}([*^][0-9]{1,3})?")) {
      return null;
    }
    String shown = word;
    for (String number : word.split("[*^]")) {
      int argument = Integer.parseInt(number);
      if (argument >= types.size() || !types.get(argument).matches(good)) {
        return null;
      }
      shown = shown.replaceFirst("(?<![0-9])0+(?=[0-9])", "");
      shown = shown.replaceFirst("(?<=[*^])0+(?=[0-9])", "");
    }
    return shown;
  }

  @Test
  void descriptions() {
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1), VALID, WORDS);
    int inputs = Mutations.inputs(100_000);
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      String text = mutations.text();
      List<String> rows = reference(text);
      try {
        List<LibraryHook> read = HookFile.parse("x.hooks", text);
        assertThat(rows).as("accepted: %s", text).isNotNull();
        assertThat(read).extracting(row -> row.library() + " " + row.className() + " " + row).isEqualTo(rows);
        accepted++;
      } catch (DescriptionException e) {
        assertThat(rows).as("%s refused: %s", text, e.getMessage()).isNull();
        Mutations.assertReadable(e.getMessage(), text);
        assertThat(e.getMessage()).matches("x\\.hooks(, line [0-9]+: .* is not allowed| has no rows); allowed.*");
      }
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }
}
