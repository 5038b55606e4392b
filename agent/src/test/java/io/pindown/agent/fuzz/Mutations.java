package io.pindown.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

/**
 * Texts and bytes for a parser, by a seed: what is valid with a few changes, words of its language put together, and noise. How many: {@code -Dfuzz.inputs}, or the
 * number that a build takes.
 */
public final class Mutations {
  /** What a message may be at most, however long what it is about. */
  public static final int LONGEST_MESSAGE = 2_500;

  private static final String[] ODD = {
    "", " ", "\t", "\0", "\u001b[2J", "\u007f", "\u0085", "\u2028", "\u202e", "\u212a", "\u0661", "\uff11", "\ud800", "\ufeff", "\u00e4", "-1", "+1", "0", "00", "1e3",
    "0x10", "NaN", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "%s%n", "${x}", "../..", "\\", "\\u12", "\\n", "\r", "\n", "=", ",", "#"
  };

  private final Random random;
  private final List<String> valid;
  private final String[] words;

  /**
   * @param valid texts that are accepted
   * @param words what they are made of
   */
  public Mutations(long seed, List<String> valid, String... words) {
    this.random = new Random(seed);
    this.valid = valid;
    this.words = words;
  }

  /** How many inputs: {@code build}, or what {@code -Dfuzz.inputs} says. */
  public static int inputs(int build) {
    return Integer.getInteger("fuzz.inputs", build);
  }

  public Random random() {
    return random;
  }

  public String text() {
    switch (random.nextInt(8)) {
      case 0:
        return joined();
      case 1:
        return noise();
      case 2:
        return random.nextInt(200) == 0 ? any(valid) + any(words).repeat(5_000) : any(valid);
      default:
        return changed(any(valid));
    }
  }

  /** The bytes of a text, perhaps with some that are none of UTF-8. */
  public byte[] bytes() {
    byte[] bytes = text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return random.nextInt(4) == 0 ? changed(bytes) : bytes;
  }

  /** Bytes with some changed, cut off, or put in twice. */
  public byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int left = 1 + random.nextInt(4); left > 0 && changed.length > 0; left--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(6)) {
        case 0:
          changed = java.util.Arrays.copyOf(changed, at);
          break;
        case 1:
          changed[at] ^= (byte) (1 << random.nextInt(8));
          break;
        case 2:
          changed[at] = (byte) (random.nextBoolean() ? 0xff : 0);
          break;
        case 3:
          for (int i = at; i < Math.min(changed.length, at + 4); i++) {
            changed[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
          }
          break;
        default:
          changed[at] = (byte) random.nextInt(256);
      }
    }
    return changed;
  }

  private String joined() {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(14); left > 0; left--) {
      text.append(random.nextInt(10) == 0 ? any(ODD) : any(words));
    }
    return text.toString();
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    int range = random.nextBoolean() ? 128 : 0x10000;
    for (int left = random.nextInt(40); left > 0; left--) {
      text.append((char) random.nextInt(range));
    }
    return text.toString();
  }

  private String changed(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(changed.length() + 1);
      int to = Math.min(changed.length(), at + 1 + random.nextInt(6));
      switch (random.nextInt(6)) {
        case 0:
          changed.delete(at, to);
          break;
        case 1:
          changed.insert(at, changed.substring(at, to));
          break;
        case 2:
          changed.insert(at, any(ODD));
          break;
        case 3:
          changed.replace(at, to, any(words));
          break;
        case 4:
          changed.insert(at, (char) random.nextInt(128));
          break;
        default:
          changed.insert(at, any(words));
      }
    }
    return changed.toString();
  }

  public <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  public String any(String... of) {
    return of[random.nextInt(of.length)];
  }

  /** A refusal that people can read: a line, not endless, that says what is allowed. */
  public static void assertReadable(String message, String input) {
    assertThat(message).as("of %s", input).isNotNull().hasSizeLessThan(LONGEST_MESSAGE);
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u202e') {
        throw new AssertionError("character " + (int) c + " in the message '" + message + "' of " + input);
      }
    }
  }
}
