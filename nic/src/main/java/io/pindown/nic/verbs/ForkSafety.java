package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsConstants.IBV_FORK_ENABLED;
import static io.pindown.nic.verbs.VerbsConstants.IBV_FORK_UNNEEDED;

/**
 * What becomes of registered memory when the process forks. Kernels that copy pinned pages for the child at once need nothing. On older ones
 * a parent that writes first gets another page than the device has; there libibverbs keeps registered pages out of children (MADV_DONTFORK),
 * if it was told so before anything is registered. {@code ProcessBuilder} does not fork by default, and its children never write.
 */
public enum ForkSafety {
  /** Registered memory is not safe: the kernel does nothing, and {@link #enable} was not called. */
  DISABLED,
  /** libibverbs keeps registered pages out of children. A child that touches them dies. */
  ENABLED,
  /** The kernel copies pinned pages for the child. */
  UNNEEDED;

  /** How it is now, by ibv_is_fork_initialized. */
  public static ForkSafety now() {
    Libibverbs.require();
    return switch (DeviceCalls.ibv_is_fork_initialized()) {
      case IBV_FORK_ENABLED -> ENABLED;
      case IBV_FORK_UNNEEDED -> UNNEEDED;
      default -> DISABLED;
    };
  }

  /**
   * Asks libibverbs for it, by ibv_fork_init: before anything is registered in this process. Does nothing where it is not needed.
   *
   * @return how it is then
   * @throws VerbsException EINVAL if something is registered already
   */
  public static ForkSafety enable() {
    if (now() == UNNEEDED) {
      return UNNEEDED; // libibverbs itself would call it too late after a registration
    }
    VerbsException.check("ibv_fork_init", DeviceCalls.ibv_fork_init());
    return now();
  }
}
