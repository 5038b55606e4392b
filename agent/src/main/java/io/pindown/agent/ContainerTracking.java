package io.pindown.agent;

import io.pindown.agent.adopt.Found;
import io.pindown.agent.adopt.OlderMemory;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.observe.RegistrationSites;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Adopter;
import io.pindown.registry.Adoption;
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
  private final SelfTest selfTest;
  /** Made at an attach, or when it is first asked for; guarded by this. */
  private OlderMemory older;
  private boolean triedOlder;

  private ContainerTracking(Inside inside, SelfTest selfTest) {
    this.inside = inside;
    this.selfTest = selfTest;
  }

  static AddressSpace start(Inside inside, SelfTest selfTest) {
    return AddressSpace.process(new ContainerTracking(inside, selfTest));
  }

  /** Null if this JDK keeps what it will free in another way than those that are known. */
  private synchronized OlderMemory older() {
    if (!triedOlder) {
      triedOlder = true;
      try {
        older = OlderMemory.of(inside.lookup(), Runtime.version().feature());
      } catch (ReflectiveOperationException | RuntimeException e) {
        Log.error("memory from before the agent is registered for each use: ".concat(e.toString()));
      }
    }
    return older;
  }

  @Override
  public Adoption adopt(Object owner, long start, long end, Adopter adopter) {
    OlderMemory memory = older();
    return memory == null ? Adoption.UNKNOWN : memory.adopt(owner, start, end, adopter);
  }

  @Override
  public void adoptAll(Adopter adopter) {
    OlderMemory memory = older();
    if (memory != null) {
      Found found = memory.adoptAll(adopter);
      Log.info(found.toString());
    }
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
  public void onDoubt(Runnable doubt) {
    selfTest.onDoubt(doubt);
  }

  @Override
  public boolean intact() {
    return selfTest.intact();
  }

  @Override
  public boolean seesFromStart() {
    return inside.isFromStart();
  }

  @Override
  public void proveAgain() {
    selfTest.again();
  }

  @Override
  public int mode() {
    return Modes.number();
  }

  @Override
  public void registered(long address, long length) {
    RegistrationSites.registered(address, length);
  }

  @Override
  public void prove() {
    selfTest.run();
  }
}
