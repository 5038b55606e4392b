package io.pindown.agent.point;

/** How a row is put in. */
public enum Treatment {
  /** The calls of the method are wrapped, in the row's owner. */
  CALLS,
  /**
   * The native gets another name, which the VM binds to the same function, and a Java method of the old name calls it, with the hooks
   * around. Possible only while its class is being loaded. Whoever calls it, in whatever way, comes through the hooks.
   */
  RENAMED,
  /** The native becomes a Java method in place, and a substitute does its work. Possible with a class that is loaded. */
  REPLACED
}
