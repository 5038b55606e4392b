package io.pindown.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  @Test
  void whatIsWrittenIsRead() throws MessageException {
    Message message = new Message().put("command", "attach").put("options", "a=b,c=\\d\n\r\\n").put("cache.0.one-use.UNKNOWN", 7).put("empty", null);
    Message read = Message.of(message.toString());
    assertThat(read.values()).isEqualTo(message.values()).containsEntry("options", "a=b,c=\\d\n\r\\n").containsEntry("empty", "");
    assertThat(read.values().keySet()).containsExactly("command", "options", "cache.0.one-use.UNKNOWN", "empty");
    assertThat(read.get("missing")).isNull();
    assertThat(read.text("missing")).isEmpty();
  }

  @Test
  void anyTextIsAValue() throws MessageException {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = random.nextInt(20); c > 0; c--) {
        text.append("\\\n\r=n# \u00e4\u4e2d".charAt(random.nextInt(9)));
      }
      assertThat(Message.of(new Message().put("k", text.toString()).toString()).get("k")).isEqualTo(text.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "pindown-control 1", "pindown-control 2\n", "PINDOWN-control 1\n", "pindown-control 1\na=b", "pindown-control 1\nab\n", "pindown-control 1\n=b\n",
    "pindown-control 1\na b=c\n", "pindown-control 1\na=b\na=c\n", "pindown-control 1\na=\\x\n", "pindown-control 1\na=b\\\n", "pindown-control 1\n\na=b\n",
  })
  void whateverIsNotSoIsRefused(String text) {
    assertThatThrownBy(() -> Message.of(text)).isInstanceOf(MessageException.class);
  }

  /** Whatever bytes come in its place: a message or a refusal, and nothing else. */
  @Test
  void noTextDoesHarm() {
    String good = new Message().put("command", "status").put("options", "a\\b\nc").toString();
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int change = 1 + random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0:
            text.setCharAt(at, (char) random.nextInt(256));
            break;
          case 1:
            text.deleteCharAt(at);
            break;
          default:
            text.insert(at, "=\n\\".charAt(random.nextInt(3)));
        }
      }
      try {
        Message.of(text.toString());
      } catch (MessageException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(5_000, 20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "a\n", "\u00e4"})
  void aBadKeyIsRefused(String key) {
    assertThatThrownBy(() -> new Message().put(key, "v")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("key");
  }
}
