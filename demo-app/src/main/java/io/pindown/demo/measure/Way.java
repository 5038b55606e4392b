package io.pindown.demo.measure;

/** The five ways in which the same messages are sent. */
public enum Way {
  PER_SEND("perSend", "register per send", "the library's plain use: register, send, close"),
  COPY("copy", "copy to a bounce buffer", "memcpy into a buffer registered once, send that"),
  BLIND("blind", "blind cache", "registrations kept by address, never told of a change"),
  AGENT("agent", "Pindown agent", "register per send, unmodified, with -javaagent"),
  BY_HAND("byHand", "registered by hand", "one buffer, registered once by the programmer: the upper bound");

  private final String key;
  private final String label;
  private final String meaning;

  Way(String key, String label, String meaning) {
    this.key = key;
    this.label = label;
    this.meaning = meaning;
  }

  /** Name in JSON. */
  public String key() {
    return key;
  }

  /** Name for people, at most 24 characters. */
  public String label() {
    return label;
  }

  /** One line that says what the way does. */
  public String meaning() {
    return meaning;
  }

  /**
   * The way named so in JSON.
   *
   * @throws IllegalArgumentException if there is no such way; the message lists those that are
   */
  public static Way ofKey(String key) {
    StringBuilder known = new StringBuilder();
    for (Way way : values()) {
      if (way.key.equals(key)) {
        return way;
      }
      known.append(' ').append(way.key);
    }
    throw new IllegalArgumentException("no way '" + key + "', there are:" + known);
  }
}
