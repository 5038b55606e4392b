package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookFileTest {
  private static final String HEAD = "library x\nclass a.b.C$D\n";

  private static List<LibraryHook> of(String text) throws DescriptionException {
    return HookFile.parse("x.hooks", text);
  }

  private static String row(String row) throws DescriptionException {
    return of(HEAD + row).get(0).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after m(J)J allocated result 0",
        "after m(JJ)J allocated result 0*1",
        "after m(JI)J allocated 0 1",
        "after m(JI)J allocated 0 0^1",
        "before m(J)V freed 0",
        "before m(Ljava/lang/String;[[IJ)V freed 2",
        "around m(JJ)J reallocated 0 1 result",
        "around m(JJJ)V reallocated 0 1*1 2",
        "after m(I)J mapped result 0",
        "before m(JJ)I unmapped 0 1",
        "around m(JJ)V changed 0 1",
        "around m(I)V truncated 0",
        "after m()J allocated result result",
      })
  void rowsThatAreAllowed(String row) throws DescriptionException {
    assertThat(row(row)).isEqualTo(row);
  }

  @Test
  void blanksTabsCommentsAndLineEndsDoNotMatter() throws DescriptionException {
    List<LibraryHook> rows = of("# first\r\n\n library\tx # one\r\n  class a.B\r\n\tbefore  m(J)V \tfreed 0#\r\nclass a.C\nbefore m(J)V freed 0");
    assertThat(rows).extracting(LibraryHook::className).containsExactly("a.B", "a.C");
    assertThat(rows).extracting(LibraryHook::library).containsOnly("x");
  }

  @Test
  void severalEventsOfAMethodAndSeveralLibraries() throws DescriptionException {
    List<LibraryHook> rows = of(HEAD + "around m(JJ)J changed 0 1\nafter m(JJ)J mapped result 1\nlibrary y\nclass a.B\nbefore m(J)V freed 0\n");
    assertThat(rows).extracting(LibraryHook::event).containsExactly(LibraryEvent.CHANGED, LibraryEvent.MAPPED, LibraryEvent.FREED);
    assertThat(rows).extracting(LibraryHook::library).containsExactly("x", "x", "y");
  }

  /** What is wrong is said with the line it is on, and with what is allowed there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "before m(J)V freed|freed has 0 operands|freed ADDRESS",
        "when m(J)V freed 0|'when' begins no line|library NAME",
        "library|a name is missing|library NAME",
        "library y z|'z' is too much|library NAME",
        "library Y|library 'Y'|a to z",
        "library x|library 'x' is there a second time|one section",
        "class|a name is missing|class NAME",
        "class a b|'b' is too much|class NAME",
        "class a/b/C|class 'a/b/C'|with dots",
        "class a..B|class 'a..B'|with dots",
        "class .B|class '.B'|with dots",
        "class a.|class 'a.'|with dots",
        "class 1a|class '1a'|with dots",
        "class java.lang.String|'java.lang.String' is one of the JDK|without a description",
        "class jdk.internal.misc.Unsafe|is one of the JDK|without a description",
        "class sun.misc.Unsafe|is one of the JDK|without a description",
        "class javax.crypto.Cipher|is one of the JDK|without a description",
        "class com.sun.crypto.provider.AESCipher|is one of the JDK|without a description",
        "class io.pindown.registry.AddressSpace|of Pindown|without a description",
        "before|method ''|the name of a method",
        "before (J)V freed 0|method ''|the name of a method",
        "before <init>(J)V freed 0|method '<init>'|no constructor",
        "before <clinit>()V freed 0|method '<clinit>'|no constructor",
        "before m;(J)V freed 0|method 'm;'|the name of a method",
        "before m freed 0|descriptor ''|javap -s",
        "before m (J)V freed 0|descriptor ''|directly behind the name",
        "before m(J freed 0|descriptor '(J'|javap -s",
        "before m(J) freed 0|descriptor '(J)'|javap -s",
        "before m(J)VV freed 0|descriptor '(J)VV'|javap -s",
        "before m(V)V freed 0|descriptor '(V)V'|javap -s",
        "before m(JLa)V freed 0|descriptor '(JLa)V'|javap -s",
        "before m(JLa.B;)V freed 0|descriptor '(JLa.B;)V'|javap -s",
        "before m(J[)V freed 0|descriptor '(J[)V'|javap -s",
        "before m(long)V freed 0|descriptor '(long)V'|javap -s",
        "before m(J)V|event ''|allocated, freed",
        "before m(J)V release 0|event 'release'|allocated, freed",
        "after m(J)V freed 0|'after' for 'freed'|'before'",
        "before m(J)J allocated result 0|'before' for 'allocated'|'after'",
        "before m(JJ)J reallocated 0 1 result|'before' for 'reallocated'|'around'",
        "before m(J)V freed 0 1|'1' is too much|freed ADDRESS",
        "after m(J)J allocated result|allocated has 1 operands|ADDRESS LENGTH",
        "around m(JJ)J reallocated 0 1|reallocated has 2 operands|OLD-ADDRESS NEW-LENGTH NEW-ADDRESS",
        "before m(J)V freed x|operand 'x'|number of an argument",
        "before m(J)V freed -1|operand '-1'|number of an argument",
        "before m(J)V freed 1|there is no such argument|a long (J)",
        "before m(I)V freed 0|its type is I|a long (J)",
        "before m(D)V freed 0|its type is D|a long (J)",
        "before m(JJ)V freed 0*1|operand '0*1'|number of an argument",
        "before m(J)V freed result|operand 'result'|before there is a result",
        "around m(JJ)J changed result 1|operand 'result'|before there is a result",
        "after m(J)I allocated result 0|its type is I|a long (J)",
        "after m(J)V allocated result 0|its type is V|a long (J)",
        "after m(D)J allocated result 0|its type is D|an int (I)",
        "after m(JJ)J allocated result 0*2|there is no such argument|an int (I)",
        "after m(JLa;)J allocated result 0*1|its type is L|an int (I)",
        "after m(JJ)J allocated result 0*|operand '0*'|N*M for a product",
        "after m(JJ)J allocated result 0*1*1|operand '0*1*1'|N*M for a product",
        "after m(JJ)J allocated result result*1|operand 'result*1'|N*M for a product",
        "after m(JJ)J allocated result 1234|operand '1234'|number of an argument",
      })
  void whatIsWrongIsNamedWithItsLineAndWhatIsAllowed(String row, String named, String allowed) {
    assertThatThrownBy(() -> of(HEAD + "after a()J mapped result result\n# comment\n" + row))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("x.hooks, line 5: ")
        .hasMessageContaining(named)
        .hasMessageContaining("allowed: ")
        .hasMessageContaining(allowed);
  }

  @Test
  void whatBelongsToNothing() {
    assertThatThrownBy(() -> of("class a.B")).hasMessageContaining("line 1").hasMessageContaining("'library NAME' before it");
    assertThatThrownBy(() -> of("library x\nbefore m(J)V freed 0")).hasMessageContaining("line 2").hasMessageContaining("'class NAME' before it");
    assertThatThrownBy(() -> of(HEAD + "library y\nbefore m(J)V freed 0")).hasMessageContaining("line 4").hasMessageContaining("'class NAME' before it");
  }

  @Test
  void aRowTwice() {
    assertThatThrownBy(() -> of(HEAD + "before m(JJ)V freed 0\nbefore m(JJ)V freed 1"))
        .hasMessageContaining("line 4").hasMessageContaining("'freed' of a.b.C$D.m(JJ)V is there a second time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n", "library x\n", "library x\nclass a.B\n"})
  void noRows(String text) {
    assertThatThrownBy(() -> of(text)).isInstanceOf(DescriptionException.class).hasMessageContaining("x.hooks has no rows");
  }

  @Test
  void tooManyRowsAndTooManyArguments() {
    StringBuilder rows = new StringBuilder(HEAD);
    for (int i = 0; i <= HookFile.MOST_ROWS; i++) {
      rows.append("before m").append(i).append("(J)V freed 0\n");
    }
    assertThatThrownBy(() -> of(rows.toString())).hasMessageContaining("row 10001").hasMessageContaining("at most 10000");
    assertThatThrownBy(() -> of(HEAD + "before m(" + "J".repeat(128) + ")V freed 0")).hasMessageContaining("descriptor");
    assertThatThrownBy(() -> of(HEAD + "before m(J" + "[".repeat(300) + "I)V freed 0")).hasMessageContaining("descriptor");
  }

  /** Whatever the text is, it is read or refused with a line; and what was read says the same when it is written and read again. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyText(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] words = {
      "library", "class", "before", "after", "around", "x", "a.B", "m(J)V", "m(JJ)J", "m(I[JLa/B;)J", "allocated", "freed", "reallocated", "mapped",
      "unmapped", "changed", "truncated", "0", "1", "0*1", "0^1", "result", "#", "\n", "\n", "\n", " ", "\t", "\r\n", "(", ")", "*", "$", "é", "\0", "-1",
      "java.lang.String", "<init>(J)V", "99999999999999999999", "\uD800"
    };
    String valid = "\nlibrary y%d\nclass a.B\nbefore m(J)V freed 0\nafter n(JJ)J allocated result 0*1\naround o(JJ)J reallocated 0 1 result\n";
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : String.format(valid, i));
      for (int left = random.nextInt(12); left > 0; left--) {
        String word = words[random.nextInt(words.length)] + " ";
        text.insert(random.nextInt(3) == 0 ? random.nextInt(text.length() + 1) : text.length(), word);
      }
      if (text.length() > 0 && random.nextBoolean()) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
      }
      try {
        List<LibraryHook> rows = of(text.toString());
        read++;
        assertThat(written(of(written(rows)))).isEqualTo(written(rows));
      } catch (DescriptionException e) {
        refused++;
        assertThat(e.getMessage()).matches("(?s)x\\.hooks(, line \\d+: .* is not allowed| has no rows); allowed.*");
      }
    }
    assertThat(read).as("read").isGreaterThan(100);
    assertThat(refused).as("refused").isGreaterThan(100);
  }

  private static String written(List<LibraryHook> rows) {
    List<String> lines = new ArrayList<>();
    String library = null;
    for (LibraryHook row : rows) {
      if (!row.library().equals(library)) {
        library = row.library();
        lines.add("library " + library);
      }
      lines.add("class " + row.className());
      lines.add(row.toString());
    }
    return lines.stream().collect(Collectors.joining("\n"));
  }
}
