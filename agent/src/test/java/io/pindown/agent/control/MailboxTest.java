package io.pindown.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {
  private static final Path SELF = Path.of("/proc/self");

  @TempDir private Path parent;
  private Mailbox asking;

  @BeforeEach
  void makeOne() throws IOException {
    asking = Mailbox.make(parent, Files.getOwner(SELF));
  }

  private Mailbox told() throws IOException {
    return Mailbox.told(asking.folder(), SELF);
  }

  @Test
  void aRequestAndItsReply() throws Exception {
    asking.ask(new Message().put("command", "status"));
    assertThat(asking.reply()).isNull();
    assertThat(told().take().get("command")).isEqualTo("status");
    told().answer(new Message().put("outcome", "done"));
    Files.writeString(told().body(), "<html>");
    assertThat(asking.reply().get("outcome")).isEqualTo("done");
    assertThat(Files.readString(asking.body())).isEqualTo("<html>");
    asking.delete();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void nobodyElseMayEnter() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(asking.folder()))).isEqualTo("rwx------");
    asking.ask(new Message());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(asking.folder().resolve("request")))).isEqualTo("rw-------");
  }

  @Test
  void ofTakingBackAndTakingOneHappens() throws Exception {
    asking.ask(new Message());
    assertThat(asking.takeBack()).isTrue();
    assertThat(told().take()).isNull();
    asking.ask(new Message());
    assertThat(told().take()).isNotNull();
    assertThat(asking.takeBack()).isFalse();
    assertThat(told().take()).isNull();
  }

  @Test
  void aFolderThatOthersCouldHaveMadeIsNotRead() throws Exception {
    Files.setPosixFilePermissions(asking.folder(), PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(this::told).isInstanceOf(IOException.class).hasMessageContaining("not this user's alone");
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    Path link = Files.createSymbolicLink(parent.resolve("pindown-control-link"), asking.folder());
    assertThatThrownBy(() -> Mailbox.told(link, SELF)).isInstanceOf(IOException.class);
    Files.createSymbolicLink(asking.folder().resolve("request"), Files.writeString(parent.resolve("elsewhere"), new Message().toString()));
    assertThatThrownBy(() -> told().take()).isInstanceOf(IOException.class);
  }

  @Test
  void onlyAFolderOfThisKindIsRead() throws Exception {
    Path other = Files.createDirectory(parent.resolve("other"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThatThrownBy(() -> Mailbox.told(other, SELF)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Mailbox.told(parent.resolve("pindown-control-gone"), SELF)).isInstanceOf(IOException.class);
  }
}
