package io.pindown.agent;

import io.pindown.agent.adapter.CacheSettings;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.observe.Observation;
import io.pindown.agent.observe.ObservedFigures;
import io.pindown.agent.observe.Verdict;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Starts and stops {@code mode=observe}, and says the verdict when it ends, with the JVM or before. Not loaded unless that mode is asked for.
 * Thread-safe.
 */
final class Observing implements RunningMode {
  private static boolean defined;

  private final Instrumentation instrumentation;
  private final Inside inside;
  private final AgentOptions options;

  private Observing(Instrumentation instrumentation, Inside inside, AgentOptions options) {
    this.instrumentation = instrumentation;
    this.inside = inside;
    this.options = options;
  }

  /** Observing, as a mode to be entered and left. */
  static RunningMode mode(Instrumentation instrumentation, Inside inside, AgentOptions options) {
    return new Observing(instrumentation, inside, options);
  }

  /** Begins to observe; harmless while that goes on. */
  static synchronized void start(Instrumentation instrumentation, Inside inside, AgentOptions options) throws IOException {
    if (!defined) {
      inside.define(HookClass.more("PindownTransfers"));
      defined = true;
      Runtime.getRuntime().addShutdownHook(new Thread(null, Observing::atTheEnd, "pindown-verdict", 0L, false));
    }
    CacheSettings.configure(options);
    Observation.start(instrumentation, inside, options, CacheSettings.named("observed"));
  }

  @Override
  public void enter() throws IOException {
    start(instrumentation, inside, options);
  }

  @Override
  public void leave() {
    ObservedFigures last = Observation.stop();
    if (last != null) {
      say(last);
    }
  }

  private static void atTheEnd() {
    Observation last = Observation.current();
    if (last != null) {
      say(last.figures());
    }
  }

  private static void say(ObservedFigures figures) {
    for (String line : Verdict.of(figures).lines()) {
      Log.error(line);
    }
  }
}
