package io.pindown.agent.audit;

/** What a site does to memory. */
enum Kind {
  ALLOCATE,
  FREE,
  MAP,
  UNMAP,
  /** The memory stays at its address and may get other pages: reallocate, truncate, unload, advise, remap. */
  CHANGE,
  /** Registers memory with a device. */
  PIN,
  /** Native code whose work no class file tells: any of the others. */
  NATIVE;

  private final String text = name().toLowerCase(java.util.Locale.ROOT);

  /** The name in reports. */
  String text() {
    return text;
  }
}
