package io.pindown.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is a command in a document, and what is not. */
class DocumentsTest {
  @Test
  void eachLineOfAShellBlockIsOne() {
    assertThat(Documents.of("```sh\n./a b   # why\n# nothing\nfoo \\\n  --bar\n```\n")).containsExactly("./a b", "foo --bar");
  }

  @Test
  void whatBeginsAsACommandIsOneElsewhere() {
    assertThat(Documents.of("Text\n\n    mvn verify            all of it\n    free(a)\n\nand `java -jar x.jar\ny`, `java.lang`.\n"))
        .containsExactly("mvn verify", "java -jar x.jar y");
    assertThat(Documents.of("```\na = map(F1)\njava -jar x.jar\n```\n")).containsExactly("java -jar x.jar");
  }

  @Test
  void variablesOfABlockArePutIn() {
    assertThat(Documents.of("x\n\n    J=\"java -cp b p\"\n    $J.Layouts\n\n    $J.Other\n")).contains("java -cp b p.Layouts");
  }
}
