package io.pindown.registry;

/**
 * What a backstop has seen; each event is counted once under its kind and once under what it was taken for.
 *
 * @param unmapped events of memory unmapped or mapped over
 * @param removed events of pages about to be taken away
 * @param moved events of memory moved elsewhere
 * @param announced events that a hook had announced
 * @param harmless events that concerned no container known at their time
 * @param unannounced events of a live container that no hook had announced
 * @param undecided events of a live container announced in part, or so long ago that nobody remembers
 * @param losses times at which everything was made dirty because events were lost
 * @param monitored times that the kernel agreed to tell of a container's changes
 * @param unmonitored times that it did not: such memory is covered by the hooks alone
 */
public record KernelStatistics(
    long unmapped,
    long removed,
    long moved,
    long announced,
    long harmless,
    long unannounced,
    long undecided,
    long losses,
    long monitored,
    long unmonitored) {
  /** Of any kind. */
  public long events() {
    return unmapped + removed + moved;
  }
}
