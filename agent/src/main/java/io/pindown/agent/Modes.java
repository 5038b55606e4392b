package io.pindown.agent;

import io.pindown.agent.AgentOptions.Mode;
import io.pindown.agent.adapter.Serving;
import io.pindown.agent.observe.RegistrationSites;
import io.pindown.counters.ProcessCounters;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.util.Locale;
import javax.management.JMException;

/**
 * The mode that this process's agent is in, and the way from one to another while it runs. Leaving a mode undoes what entering it has done; what goes
 * wrong on the way ends in {@code OFF}, in which nothing is cached. Not loaded before it is asked for, with the agent installed. Thread-safe.
 */
final class Modes {
  private static final AgentOptions OPTIONS = Installation.installedWith();
  private static volatile Mode now = OPTIONS.mode(); // written under the lock, and read without: by the thread of a cache, too, with locks of its own

  private Modes() {}

  static Mode now() {
    return now;
  }

  /** The mode's number for those who know no agent: {@link ProcessCounters#MODES} has the names. */
  static int number() {
    String name = now.name().toLowerCase(Locale.ROOT);
    for (int i = 0; i < ProcessCounters.MODES.length; i++) {
      if (ProcessCounters.MODES[i].equals(name)) {
        return i;
      }
    }
    return 0;
  }

  /** Makes the counters file, if there is none, and writes the mode into it. */
  static void show() {
    try {
      ProcessCounters.open(AddressSpace.process()::agentMode);
      ProcessCounters.write();
    } catch (IOException | RuntimeException e) {
      Log.error("there is no counters file, so list and top show nothing of this process: " + e);
    }
  }

  /** What a mode does besides hooks and adapters. */
  private static RunningMode running(Mode mode, SelfTest hooks) {
    switch (mode) {
      case OBSERVE:
        return Observing.mode(Installation.installedBy(), hooks.inside(), OPTIONS);
      case VERIFY:
        return Verification.mode(hooks.inside(), OPTIONS);
      default:
        return RunningMode.PLAIN;
    }
  }

  /** Whether adapters serve their libraries from caches. */
  private static boolean serves(Mode mode) {
    return mode == Mode.CACHE || mode == Mode.VERIFY;
  }

  /**
   * Changes the mode; when it returns, that is so everywhere. To {@code OFF}: all caches are flushed, what is leased stays registered until its
   * release, and the hooks are out.
   *
   * @return what there is to say of the mode; null for nothing
   * @throws RequestException if that cannot be; nothing was changed then
   */
  static synchronized String change(Mode to, SelfTest hooks) throws Throwable {
    Mode from = now;
    if (to == from) {
      return null;
    }
    if (to == Mode.OFF) {
      requireNobodyRelies(hooks);
    }
    RunningMode entered = running(to, hooks);
    entered.check();
    try {
      running(from, hooks).leave();
      if (serves(from) && !serves(to)) {
        Serving.allow(false);
        ShownCaches.of().flush();
      }
      if (to == Mode.OFF) {
        takeOut(hooks);
      } else if (from == Mode.OFF) {
        hooks.restore();
        AddressSpace.process().settleLosses(); // of what the return of the hooks has put in doubt, which would make forget what follows
        AddressSpace.process().adoptAll();
      }
      Serving.allow(serves(to));
      entered.enter();
      RegistrationSites.want(serves(to));
      if (serves(to) && OPTIONS.leaseSites()) {
        RegistrationSites.recordAllocations();
      }
      now = to;
      show();
      return entered.remark();
    } catch (Throwable failure) {
      Log.error("mode " + to + " cannot be entered, nothing is cached now: " + failure);
      Serving.allow(false);
      RegistrationSites.want(false);
      now = Mode.OFF;
      takeOut(hooks);
      throw failure;
    }
  }

  private static void takeOut(SelfTest hooks) throws JMException {
    hooks.withdraw();
    ShownCaches.of().flush(); // what came in while the hooks went
    Verification.endMonitor();
  }

  /** Others that are told of changes, and would be of none without the hooks: they cannot be told that, and would use memory that is gone. */
  private static void requireNobodyRelies(SelfTest hooks) throws RequestException {
    if (AddressSpace.process().tellsEndings()) {
      throw new RequestException("the cache of UCX or libfabric in this process relies on the hooks, and cannot be told that they go");
    }
    if (hooks.subscribers() > 1) {
      throw new RequestException("another copy of pindown-core in this process, of another class loader, relies on the hooks");
    }
  }
}
