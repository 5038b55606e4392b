package io.pindown.it.app;

/** Waits until it is told to go, and registers nothing. */
public final class IdleApp {
  private IdleApp() {}

  public static void main(String[] args) throws Exception {
    Meeting.readyForLong();
    new Artefact().write();
  }
}
