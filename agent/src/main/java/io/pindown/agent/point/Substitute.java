package io.pindown.agent.point;

/** What does the work of a native method that has become a Java method in place, since its class was loaded before the agent came. */
public enum Substitute {
  /** Nothing does: its callers are wrapped. */
  NONE,
  /** {@code munmap} of the C library, called by the foreign linker, where the JDK has it. */
  UNMAP,
  /** The class's own natives and the one that truncates for channels; JDK 17. */
  SET_LENGTH
}
