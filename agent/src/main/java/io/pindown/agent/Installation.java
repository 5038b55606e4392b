package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import java.lang.instrument.Instrumentation;

/** The agent of this JVM: none, or one, from its options to what it has installed. Thread-safe. */
final class Installation {
  /** The self-test of this JVM's agent; null while none is installed. */
  private static volatile SelfTest installed;

  private static volatile AgentOptions installedWith;
  private static volatile Instrumentation installedBy;

  private Installation() {}

  /** Installs what the argument says and never throws. {@code late}: the application runs already. */
  static synchronized void start(String argument, Instrumentation instrumentation, boolean late) {
    boolean silent = false;
    try {
      silent = isNothingSaid(argument);
      AgentOptions options = silent ? null : options(argument);
      if (options != null && options.mode() == AgentOptions.Mode.OFF) {
        Log.info("mode=off, nothing is changed");
      } else if (HookClass.isDefined()) {
        Log.info("an agent is installed already, this one does nothing");
      } else {
        install(options, instrumentation, late);
        Log.info("installed");
      }
    } catch (Throwable e) { // of all kinds, since the JVM would load, for a start that goes well, each class that is caught
      if (silent) {
        Log.level(Log.Level.ERROR); // whatever an agent before this one was told
      }
      Log.error(why(e, late));
    }
  }

  private static String why(Throwable e, boolean late) {
    if (e instanceof OptionException) {
      return e.getMessage() + (late ? "; nothing is attached" : "; the application starts without Pindown");
    }
    return (late ? "not attached: " : "not installed, the application starts without Pindown: ") + e;
  }

  /** Whether no option comes from anywhere, so that {@link AgentOptions#DEFAULT} holds and nothing needs to be read. */
  private static boolean isNothingSaid(String argument) {
    if (argument != null && !argument.isEmpty() || System.getenv(OptionSources.VARIABLE) != null) {
      return false;
    }
    for (Object key : System.getProperties().keySet()) {
      if (key instanceof String && ((String) key).startsWith(OptionSources.PROPERTY_PREFIX)) {
        return false;
      }
    }
    return true;
  }

  /** The options in the agent's argument, and those from other sources; how much is logged is so from now on. */
  static AgentOptions options(String argument) throws OptionException {
    AgentOptions options = OptionSources.read(argument, System.getProperties(), System.getenv(OptionSources.VARIABLE));
    Log.level(options.log());
    return options;
  }

  /**
   * Installs the agent; where there is none, and not with {@code mode=off}.
   *
   * @param asked null for the defaults, whose classes are then among those that are defined at once
   */
  static synchronized void install(AgentOptions asked, Instrumentation instrumentation, boolean late) throws Throwable {
    installedBy = instrumentation;
    Inside inside = HookClass.define(instrumentation);
    HeadStart headStart = late ? null : HeadStart.begin(inside);
    try {
      AgentOptions with = asked == null ? AgentOptions.DEFAULT : asked;
      installedWith = with;
      Log.level(with.log());
      installed = Installer.install(inside, headStart, instrumentation, with, late);
    } finally {
      HeadStart.end(headStart);
    }
    System.setProperty(Control.PROPERTY, "installed"); // for who asks from outside, before anything of his is loaded
  }

  /** The options of {@link #installed}; null while none is, and set before it is. */
  static AgentOptions installedWith() {
    return installedWith;
  }

  /** What {@link #installed} was installed by; null while none is, and set before it is. */
  static Instrumentation installedBy() {
    return installedBy;
  }

  static SelfTest installed() {
    return installed;
  }
}
