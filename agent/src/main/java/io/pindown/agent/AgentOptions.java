package io.pindown.agent;

import io.pindown.agent.library.LibraryHook;
import io.pindown.agent.observe.CostModel;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What the user asked for; immutable. Sizes are in bytes, and -1 stands for the default of core.
 *
 * @param mode whether registrations are cached; {@code OFF} leaves the JVM as it would be without the agent
 * @param log how much goes to stderr
 * @param maxBytes most bytes that one cache keeps registered, at least 1
 * @param maxRegistrations most registrations that one cache keeps, at least 1
 * @param widenLimit largest container that a registration is widened to, 0 for none
 * @param memlock what counts as the limit of locked memory instead of RLIMIT_MEMLOCK
 * @param adapters names of the library adapters and of the libraries with built-in hooks that may be used; null for all
 * @param hooks the rows of users' descriptions of libraries
 * @param leaseSites whether each lease remembers the place in the code that took it
 * @param keepFreed whether registrations outlive the free of their block where the kernel is listened to
 * @param monitor whether the kernel is asked about changes of memory, too
 * @param monitorMappings mappings of the process from which on no more memory is monitored
 * @param verifyReport where the report of {@code VERIFY} goes when the JVM ends; null for nowhere
 * @param cost what a registration is taken to cost by {@code OBSERVE}; null to measure it
 * @param report where the report goes when the JVM ends; null for nowhere
 */
public record AgentOptions(
    Mode mode,
    Log.Level log,
    long maxBytes,
    long maxRegistrations,
    long widenLimit,
    long memlock,
    Set<String> adapters,
    List<LibraryHook> hooks,
    boolean leaseSites,
    boolean keepFreed,
    Monitor monitor,
    long monitorMappings,
    String verifyReport,
    CostModel cost,
    String report) {
  /** Whether the agent does anything. */
  public enum Mode {
    /** Nothing is cached; what would be is counted. */
    OBSERVE,
    CACHE,
    /** {@code CACHE}, and what the hooks tell is compared with what the kernel does. */
    VERIFY,
    OFF
  }

  /** Who tells of changes besides the hooks. */
  public enum Monitor {
    OFF,
    KERNEL
  }

  /** With nothing set. */
  public static final AgentOptions DEFAULT =
      new AgentOptions(
          Mode.CACHE, Log.Level.ERROR, -1L, -1L, -1L, -1L, null, Collections.emptyList(), false, false, Monitor.OFF, -1L, null, null, null);

  /** Whether the kernel is to be asked: verifying does that, and keeping what was freed, too. */
  public boolean asksKernel() {
    return monitor == Monitor.KERNEL || mode == Mode.VERIFY || keepFreed;
  }

  /** Whether the adapter of this name may be used. */
  public boolean allowsAdapter(String name) {
    return adapters == null || adapters.contains(name);
  }
}
