package io.pindown.registry;

import static org.assertj.core.api.Assertions.assertThat;

/** An address space that is fed by hand, with one registry. */
abstract class AddressSpaceFixture {
  static final long KIB = 1024;
  static final long PAGE = 4 * KIB;
  static final long AT = 0x7f40_0000_0000L;
  static final long ELSEWHERE = AT + (1L << 30);

  final AddressSpace space = AddressSpace.detached();
  final WatchRegistry registry = space.newRegistry("space");

  boolean reportedAgainIfNow(Watch watch, Runnable event) {
    registry.drain(new long[64]);
    registry.rearm(watch);
    assertThat(watch.isClean()).isTrue();
    event.run();
    return !watch.isClean() && registry.drain(new long[64]) == 1;
  }
}
