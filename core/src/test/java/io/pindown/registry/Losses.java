package io.pindown.registry;

/** Lets tests of other packages lose an event. */
public final class Losses {
  private Losses() {}

  public static void loseOne(AddressSpace space) {
    space.loseOne();
  }
}
