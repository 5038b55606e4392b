package io.pindown.agent.audit;

import java.io.PrintWriter;

/** Writes one JSON text, member after member. It puts the commas; to close what was opened is the caller's part. */
final class JsonWriter {
  private final PrintWriter out;
  private boolean first = true;

  JsonWriter(PrintWriter out) {
    this.out = out;
  }

  JsonWriter open(char bracket) {
    separate();
    out.print(bracket);
    first = true;
    return this;
  }

  JsonWriter close(char bracket) {
    out.print(bracket);
    first = false;
    return this;
  }

  JsonWriter name(String name) {
    separate();
    quote(name);
    out.print(':');
    first = true;
    return this;
  }

  /** Null becomes null. */
  JsonWriter value(String text) {
    separate();
    if (text == null) {
      out.print("null");
    } else {
      quote(text);
    }
    return this;
  }

  JsonWriter value(int number) {
    separate();
    out.print(number);
    return this;
  }

  /** A new line, for people; it may stand anywhere between members. */
  JsonWriter line() {
    if (!first) {
      out.print(',');
      first = true;
    }
    out.println();
    return this;
  }

  private void separate() {
    if (!first) {
      out.print(',');
    }
    first = false;
  }

  /** Everything but printable ASCII is written as an escape, so that no encoding of the stream can spoil it. */
  private void quote(String text) {
    out.print('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.print('\\');
        out.print(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.print(c);
      } else {
        out.print(String.format("\\u%04x", (int) c));
      }
    }
    out.print('"');
  }
}
