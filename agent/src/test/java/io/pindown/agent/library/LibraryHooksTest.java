package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryHooksTest {
  /** They are named in code, too, so that the text is not read where none of them is loaded. */
  @Test
  void theNamesInCodeAreThoseOfTheText() {
    List<LibraryHook> rows = LibraryHooks.builtIn();
    assertThat(rows.stream().map(LibraryHook::library).distinct()).containsExactly(LibraryHooks.libraries());
    assertThat(rows.stream().map(LibraryHook::internalName).distinct()).containsExactly(LibraryHooks.classes());
    assertThat(Arrays.stream(LibraryHooks.libraries())).allMatch(LibraryHooks::isKnown);
    assertThat(LibraryHooks.isKnown("frobnicate")).isFalse();
  }

  /** A library may begin memory as soon as all its ends are hooked, so a beginning without any end would never be cleared up. */
  @Test
  void eachBuiltInLibraryHasBeginningsAndEnds() {
    for (String library : LibraryHooks.libraries()) {
      List<LibraryHook> rows = LibraryHooks.builtIn().stream().filter(row -> row.library().equals(library)).toList();
      assertThat(rows).as(library).anyMatch(row -> row.event().isBeginning()).anyMatch(row -> !row.event().isBeginning());
    }
  }

  @Test
  void aRowReadsAsItIsWritten() {
    assertThat(LibraryHooks.builtIn().stream().filter(row -> row.library().equals("chronicle")))
        .extracting(LibraryHook::toString)
        .containsExactly(
            "after map0(Ljava/nio/channels/FileChannel;IJJ)J mapped result 3", "before unmap(JJI)V unmapped 0 1^2");
  }

  @Test
  void aUsersFileIsRead(@TempDir Path folder) throws IOException, DescriptionException {
    Path file = Files.writeString(folder.resolve("x.hooks"), "library x\nclass a.B\nafter m(I)J allocated result 0\n");
    assertThat(LibraryHooks.read(file.toString())).singleElement().satisfies(row -> {
      assertThat(row.library()).isEqualTo("x");
      assertThat(row.className()).isEqualTo("a.B");
      assertThat(row.internalName()).isEqualTo("a/B");
      assertThat(row.method()).isEqualTo("m");
      assertThat(row.descriptor()).isEqualTo("(I)J");
      assertThat(row.event()).isEqualTo(LibraryEvent.ALLOCATED);
    });
  }

  @Test
  void whatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> LibraryHooks.read("/nowhere/x.hooks")).isInstanceOf(DescriptionException.class).hasMessageContaining("/nowhere/x.hooks");
    assertThatThrownBy(() -> LibraryHooks.read("a\0b")).isInstanceOf(DescriptionException.class);
    assertThatThrownBy(() -> LibraryHooks.read(folder.toString())).isInstanceOf(DescriptionException.class);
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> LibraryHooks.read(bytes.toString())).isInstanceOf(DescriptionException.class).hasMessageContaining("UTF-8");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> LibraryHooks.read(large.toString())).isInstanceOf(DescriptionException.class).hasMessageContaining("1048576");
    Path twice = Files.writeString(folder.resolve("jna.hooks"), "library jna\nclass a.B\nbefore m(J)V freed 0\n");
    assertThatThrownBy(() -> LibraryHooks.read(twice.toString())).isInstanceOf(DescriptionException.class).hasMessageContaining("'jna' is built in");
  }
}
