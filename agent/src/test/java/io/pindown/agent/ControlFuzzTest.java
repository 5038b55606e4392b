package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.control.Message;
import io.pindown.agent.control.Reply;
import io.pindown.agent.fuzz.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes with an attach: whatever it is, it throws nothing into the VM's thread, and what is a request gets an answer. No agent is installed here. */
class ControlFuzzTest {
  @TempDir private Path parent;

  @BeforeEach
  void quietly() {
    Log.level(Log.Level.OFF);
  }

  @AfterEach
  void asItWas() {
    Log.level(Log.Level.ERROR);
  }

  @Test
  void arguments() {
    Mutations mutations = new Mutations(
        Long.getLong("fuzz.seed", 1), List.of("/pindown-control-1", "/proc/self", "/", "", "pindown-control-x", parent.resolve("pindown-control-2").toString()),
        "/", "pindown-control-", "..", ".", "/proc/self/fd/0", "/dev/null", "\0", "x".repeat(300));
    int inputs = Mutations.inputs(100_000);
    for (int i = 0; i < inputs; i++) {
      Control.answer(Control.PREFIX + mutations.text(), null);
    }
    assertThat(parent).isEmptyDirectory();
  }

  /** Requests of any bytes. */
  @Test
  void requests() throws Exception {
    String own = new Message().put(Reply.COMMAND, "status").put(Reply.VERSION, Reply.UNPACKAGED).put(Reply.JAR, "x.jar").toString();
    Mutations mutations = new Mutations(
        Long.getLong("fuzz.seed", 2), List.of(own, own.replace("status", "flush"), own.replace("status", "mode") + "mode=off\n", own.replace("status", "report")),
        "command=", "version=", "jar=", "mode=", "\n", "\\n", "\\", "pindown-control 1", "pindown-control 2", "\0", "unpackaged");
    Path folder = Files.createDirectory(parent.resolve("pindown-control-3"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    int inputs = Mutations.inputs(100_000) / 10; // four files each
    int answered = 0;
    int refused = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] request = mutations.bytes();
      Files.write(folder.resolve("request"), request);
      Control.answer(Control.PREFIX + folder, null);
      assertThat(folder.resolve("request")).as(new String(request, StandardCharsets.UTF_8)).doesNotExist();
      Path reply = folder.resolve("reply");
      if (Files.exists(reply)) {
        answered++;
        String outcome = Message.of(Files.readString(reply)).text(Reply.OUTCOME);
        assertThat(outcome).isIn(Reply.NOT_ATTACHED, Reply.REFUSED, Reply.OTHER_AGENT, Reply.FAILED);
        refused += outcome.equals(Reply.NOT_ATTACHED) ? 0 : 1;
      } else {
        assertThat(isMessage(request)).as("not answered: %s", new String(request, StandardCharsets.UTF_8)).isFalse();
      }
      clear(folder);
    }
    assertThat(answered).isBetween(inputs / 10, inputs);
    assertThat(refused).isPositive();
  }

  /** Another reading of the format. */
  private static boolean isMessage(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) || !text.startsWith("pindown-control 1\n") || !text.endsWith("\n")) {
      return false;
    }
    java.util.Set<String> keys = new java.util.HashSet<>();
    String rest = text.substring("pindown-control 1\n".length());
    for (String line : rest.isEmpty() ? new String[0] : rest.substring(0, rest.length() - 1).split("\n", -1)) {
      java.util.regex.Matcher pair = java.util.regex.Pattern.compile("([a-zA-Z0-9._$/-]{1,200})=((?:[^\\\\\n]|\\\\[\\\\nr])*+)", java.util.regex.Pattern.DOTALL).matcher(line);
      if (!pair.matches() || !keys.add(pair.group(1))) {
        return false;
      }
    }
    return true;
  }

  private static void clear(Path folder) throws IOException {
    for (String name : new String[] {"taken", "reply", "reply.new", "body"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  /** Messages against that other reading. */
  @Test
  void messages() {
    String good = new Message().put("command", "status").put("options", "a\\b\nc").toString();
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 3), List.of(good, "pindown-control 1\n", "pindown-control 1\na=\nb/c.d$=\\\\\n"), "=", "\n", "\\", "\\n", "\\r", "a", "key=value\n", "pindown-control 1\n");
    int inputs = Mutations.inputs(100_000);
    int accepted = 0;
    for (int i = 0; i < inputs; i++) {
      String text = mutations.text();
      if (text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
        continue; // cannot come from a file
      }
      boolean allowed = isMessage(text.getBytes(StandardCharsets.UTF_8));
      try {
        Message message = Message.of(text);
        assertThat(allowed).as(text).isTrue();
        assertThat(Message.of(message.toString()).values()).isEqualTo(message.values());
        accepted++;
      } catch (io.pindown.agent.control.MessageException e) {
        assertThat(allowed).as(text).isFalse();
        assertThat(e.getMessage()).hasSizeLessThan(Mutations.LONGEST_MESSAGE);
      }
    }
    assertThat(accepted).isBetween(inputs / 10, inputs * 9 / 10);
  }
}
