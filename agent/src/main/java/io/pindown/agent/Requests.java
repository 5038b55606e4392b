package io.pindown.agent;

/** The commands that other processes may send, by name. A new one is one more line, and a class. */
final class Requests {
  private static final String[] NAMES = {"attach", "status", "mode", "flush", "report"};

  private Requests() {}

  /** What meets the command of this name; null if there is none. */
  static Request of(String name) {
    switch (name) {
      case "attach":
        return new AttachRequest();
      case "status":
        return new StatusRequest();
      case "mode":
        return new ModeRequest();
      case "flush":
        return new FlushRequest();
      case "report":
        return new ReportRequest();
      default:
        return null;
    }
  }

  /** All names, for messages. */
  static String names() {
    return String.join(", ", NAMES);
  }
}
