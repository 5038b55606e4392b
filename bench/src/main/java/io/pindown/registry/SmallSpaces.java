package io.pindown.registry;

/** Address spaces with little room, for tests of which each state has one of its own. */
public final class SmallSpaces {
  private SmallSpaces() {}

  /** One that its owner feeds. */
  public static AddressSpace detached() {
    return new AddressSpace(1, null);
  }
}
