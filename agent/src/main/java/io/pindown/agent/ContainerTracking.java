package io.pindown.agent;

import io.pindown.agent.hook.Inside;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import io.pindown.registry.HookSource;
import java.util.function.LongBinaryOperator;

/**
 * The one place where the agent touches core at start: from then on each live container is known. Core could find the hooks by
 * itself, as it does without an agent's help; handing them over saves the reflection. Before it subscribes it runs each of its event
 * methods once, so that no hook ever calls a sink that has classes to load.
 */
final class ContainerTracking implements HookSource {
  private final Inside inside;
  private final Runnable selfTest;

  private ContainerTracking(Inside inside, Runnable selfTest) {
    this.inside = inside;
    this.selfTest = selfTest;
  }

  static void start(Inside inside, Runnable selfTest) {
    AddressSpace.process(new ContainerTracking(inside, selfTest));
  }

  @Override
  public long[] lost() {
    return inside.lost();
  }

  @Override
  public void subscribe(LongBinaryOperator[] sinks) {
    inside.subscribe(sinks);
  }

  @Override
  public void narrow(LongBinaryOperator[] sinks, long fewest, byte[] marks, long[][] tags) {
    inside.narrow(sinks, fewest, marks, tags);
  }

  @Override
  public Coverage coverage() {
    return new Coverage(inside.expected(), inside.proven());
  }

  @Override
  public void prove() {
    selfTest.run();
  }
}
