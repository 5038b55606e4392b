package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An event that fails at one watch: what it has announced to the registries of those before it has arrived, once each. */
class FailedMarkTest {
  private static final long AT = 0x7f50_0000_0000L;
  private static final long SIZE = 65_536;
  private static final long PAGE = 4096;

  private final AddressSpace space = AddressSpace.detached();
  private final WatchRegistry one = space.newRegistry("one");
  private final WatchRegistry other = space.newRegistry("other");

  /** Has no stack left when it is hit. */
  private static final class Failing extends Watch {
    private boolean fails = true;

    Failing(WatchRegistry registry, long length) {
      super(registry, AT, length);
    }

    @Override
    boolean mark(long which) {
      if (fails) {
        fails = false;
        throw new StackOverflowError();
      }
      return super.mark(which);
    }
  }

  private static void nothingIsOnItsWay(WatchRegistry registry, int dirty) {
    assertThat(registry.generation()).isPositive();
    assertThat(registry.drain(new long[4])).isEqualTo(dirty);
    assertThat(registry.drainedGeneration()).as(registry.name()).isEqualTo(registry.generation());
  }

  @Test
  void afterOneOfTheSameRegistry() {
    one.watch(AT, SIZE, 1);
    one.add(new Failing(one, SIZE));
    space.unmapped(AT, SIZE);
    nothingIsOnItsWay(one, 2);
  }

  @Test
  void afterOneOfTheSameRegistryElsewhere() {
    one.watch(AT, PAGE, 1);
    one.add(new Failing(one, SIZE));
    space.unmapped(AT, SIZE);
    nothingIsOnItsWay(one, 2);
  }

  @Test
  void afterOneOfAnotherRegistry() {
    one.watch(AT, SIZE, 1);
    other.add(new Failing(other, SIZE));
    space.unmapped(AT, SIZE);
    nothingIsOnItsWay(one, 1);
    nothingIsOnItsWay(other, 1);
  }

  @Test
  void afterOneOfAnotherRegistryElsewhere() {
    one.watch(AT, PAGE, 1);
    other.add(new Failing(other, SIZE));
    space.unmapped(AT, SIZE);
    nothingIsOnItsWay(one, 1);
    nothingIsOnItsWay(other, 1);
  }
}
