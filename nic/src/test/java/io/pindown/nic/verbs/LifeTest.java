package io.pindown.nic.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Making, asking, waiting and closing. */
@RequiresVerbs
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LifeTest {
  private static final int SIZE = 8_192;

  @Test
  void aDeviceSaysWhatItCan() {
    VerbsDevice device = VerbsDevice.list().get(0);
    try (VerbsContext context = device.open()) {
      assertThat(context.device()).isEqualTo(device.name());
      DeviceAttributes attributes = context.attributes();
      assertThat(attributes.ports()).isPositive();
      assertThat(attributes.maxRegions()).isPositive();
      assertThat(attributes.maxRegionBytes()).isGreaterThanOrEqualTo(1L << 30);
      PortAttributes port = context.port(1);
      assertThat(port.isActive()).isTrue();
      assertThat(port.activeMtu()).isBetween(1, port.maxMtu());
      Gid gid = context.gid(1, context.gidIndex(1).orElseThrow());
      assertThat(gid.isEmpty()).isFalse();
      assertThat(gid.isIpv4()).isEqualTo(gid.toString().startsWith("::ffff:"));
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> VerbsDevice.open("nosuch0")).isInstanceOf(VerbsUnavailableException.class).hasMessageContaining("nosuch0");
    try (VerbsContext context = VerbsDevice.list().get(0).open()) {
      assertThatThrownBy(() -> context.port(77)).isInstanceOf(VerbsException.class).hasMessageContaining("ibv_query_port: EINVAL");
      assertThatThrownBy(() -> context.port(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("port is 0");
      assertThatThrownBy(() -> context.createCompletionQueue(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aQueuePairGoesThroughItsStates() {
    try (Loopback loop = Loopback.open()) {
      PathOptions path = PathOptions.of(loop.context, 1);
      try (QueuePair pair = loop.domain.createQueuePair(loop.completions, loop.completions, QueuePairOptions.defaults())) {
        assertThat(pair.state()).isEqualTo(QueuePairState.RESET);
        assertThatThrownBy(() -> pair.toReadyToSend(path)).isInstanceOf(VerbsException.class).hasMessageContaining("ibv_modify_qp: EINVAL").hasMessageContaining("to RTS");
        pair.toInit(path);
        assertThat(pair.state()).isEqualTo(QueuePairState.INIT);
        pair.toReadyToReceive(loop.here.local(path), path);
        assertThat(pair.state()).isEqualTo(QueuePairState.RTR);
        pair.toReadyToSend(path);
        assertThat(pair.state()).isEqualTo(QueuePairState.RTS);
        pair.toError();
        assertThat(pair.state()).isEqualTo(QueuePairState.ERR);
        pair.reset();
        assertThat(pair.state()).isEqualTo(QueuePairState.RESET);
      }
    }
  }

  @Test
  void whatIsPostedIsFlushedByAnError() {
    try (Loopback loop = Loopback.open(); Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SIZE, 64);
      MemoryRegion region = loop.domain.register(memory, VerbsConstants.IBV_ACCESS_LOCAL_WRITE);
      loop.there.postReceive(5, region.slice(memory.address(), SIZE));
      loop.there.toError();
      assertThat(loop.next().statusName()).isEqualTo("IBV_WC_WR_FLUSH_ERR");
    }
  }

  @Test
  void tooManySlicesAreRefused() {
    try (Loopback loop = Loopback.open()) {
      Slice[] slices = new Slice[5];
      Arrays.fill(slices, new Slice(4_096, 1, 0));
      assertThatThrownBy(() -> loop.here.postSend(1, 0, slices)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("5 slices; allowed is 0 to 4");
      assertThatThrownBy(() -> loop.here.postSend(1, 64)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("flags 0x40");
    }
  }

  @Test
  void aFullQueueIsRefused() {
    try (Loopback loop = Loopback.open(); Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SIZE, 64);
      MemoryRegion region = loop.domain.register(memory, VerbsConstants.IBV_ACCESS_LOCAL_WRITE);
      VerbsException full =
          catchThrowableOfType(
              VerbsException.class,
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  loop.there.postReceive(i, region.slice(memory.address(), 1));
                }
              });
      assertThat(full).hasMessageContaining("post_recv").hasMessageContaining("the queue is full");
    }
  }

  @Test
  void aChannelTellsOfACompletion() throws Exception {
    try (VerbsContext context = VerbsDevice.list().get(0).open(); Arena arena = Arena.ofShared()) {
      ProtectionDomain domain = context.allocateProtectionDomain();
      CompletionChannel channel = context.createCompletionChannel();
      CompletionQueue told = context.createCompletionQueue(16, channel);
      CompletionQueue other = context.createCompletionQueue(16);
      QueuePair a = domain.createQueuePair(other, told, QueuePairOptions.defaults());
      QueuePair b = domain.createQueuePair(other, told, QueuePairOptions.defaults());
      PathOptions path = PathOptions.of(context, 1);
      a.connect(b.local(path), path);
      b.connect(a.local(path), path);
      MemorySegment memory = arena.allocate(SIZE, 64);
      MemoryRegion region = domain.register(memory, VerbsConstants.IBV_ACCESS_LOCAL_WRITE);

      assertThat(channel.await(0, TimeUnit.SECONDS)).isNull();
      told.requestNotification(false);
      b.postReceive(2, region.slice(memory.address(), 10));
      CompletableFuture<CompletionQueue> waiting = CompletableFuture.supplyAsync(() -> awaited(channel));
      a.postSend(1, QueuePair.SIGNALED, region.slice(memory.address() + 100, 10));
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isSameAs(told);
      assertThat(told.poll().expectSuccess().workId()).isEqualTo(2);
      // once only
      b.postReceive(3, region.slice(memory.address(), 10));
      a.postSend(1, QueuePair.SIGNALED, region.slice(memory.address() + 100, 10));
      assertThat(told.await(60, TimeUnit.SECONDS).expectSuccess().workId()).isEqualTo(3);
      assertThat(channel.await(0, TimeUnit.SECONDS)).isNull();
      assertThatThrownBy(() -> other.requestNotification(false)).isInstanceOf(IllegalStateException.class).hasMessageContaining("without a channel");
    }
  }

  private static CompletionQueue awaited(CompletionChannel channel) {
    try {
      return channel.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoWaitsWhenTheContextIsClosedIsTold() throws Exception {
    VerbsContext context = VerbsDevice.list().get(0).open();
    CompletionChannel channel = context.createCompletionChannel();
    CompletableFuture<CompletionQueue> waiting = CompletableFuture.supplyAsync(() -> awaited(channel));
    assertThat(context.awaitEvent(1, TimeUnit.MILLISECONDS)).isNull();
    context.close();
    assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
  }

  /** In random orders, seeded: nothing throws, and all is gone; what is closed says so. */
  @Test
  void anyOrderOfClosingIsRight() {
    for (int seed = 0; seed < 30; seed++) {
      List<Resource> all = new ArrayList<>();
      VerbsContext context = VerbsDevice.list().get(0).open();
      try (Arena arena = Arena.ofShared()) {
        MemorySegment memory = arena.allocate(SIZE, 64);
        ProtectionDomain domain = context.allocateProtectionDomain();
        ProtectionDomain secondDomain = context.allocateProtectionDomain();
        CompletionChannel channel = context.createCompletionChannel();
        CompletionQueue queue = context.createCompletionQueue(16, channel);
        CompletionQueue secondQueue = context.createCompletionQueue(16);
        QueuePair pair = domain.createQueuePair(queue, secondQueue, QueuePairOptions.defaults());
        QueuePair secondPair = secondDomain.createQueuePair(queue, queue, QueuePairOptions.defaults());
        MemoryRegion region = domain.register(memory, 0);
        MemoryRegion secondRegion = secondDomain.register(memory, 15);
        Collections.addAll(all, context, domain, secondDomain, channel, queue, secondQueue, pair, secondPair, region, secondRegion);
        Collections.shuffle(all, new Random(seed));
        all.forEach(Resource::close);
        all.forEach(Resource::close);
        assertThat(all).as("seed " + seed).noneMatch(Resource::isOpen).allMatch(r -> r.children().isEmpty());
        assertThatThrownBy(() -> domain.register(memory, 0)).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pair::state).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(context::attributes).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  /** While others make, use and close: each call works or says that it is closed. */
  @Test
  void closingWhileOthersWork() {
    for (int round = 0; round < 10; round++) {
      VerbsContext context = VerbsDevice.list().get(0).open();
      ProtectionDomain domain = context.allocateProtectionDomain();
      Arena arena = Arena.ofShared();
      MemorySegment memory = arena.allocate(SIZE, 64);
      List<CompletableFuture<Void>> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        workers.add(CompletableFuture.runAsync(() -> {
          try {
            while (true) {
              MemoryRegion region = domain.register(memory, 15);
              CompletionQueue queue = context.createCompletionQueue(4);
              QueuePair pair = domain.createQueuePair(queue, queue, QueuePairOptions.defaults());
              pair.state();
              region.close();
              queue.close();
            }
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("is closed");
          }
        }));
      }
      while (domain.regions() == 0 && workers.stream().noneMatch(CompletableFuture::isDone)) {
        Thread.onSpinWait();
      }
      context.close();
      workers.forEach(worker -> worker.orTimeout(60, TimeUnit.SECONDS).join());
      arena.close();
    }
  }

  /** After something was registered it is too late, unless it is not needed. */
  @Test
  void forkSafetyComesFirstOrNotAtAll() {
    try (Loopback loop = Loopback.open(); Arena arena = Arena.ofConfined()) {
      loop.domain.register(arena.allocate(SIZE, 64), 0);
      if (ForkSafety.now() == ForkSafety.UNNEEDED) {
        assertThat(ForkSafety.enable()).isEqualTo(ForkSafety.UNNEEDED);
      } else {
        assertThatThrownBy(ForkSafety::enable).isInstanceOf(VerbsException.class).hasMessageContaining("ibv_fork_init: EINVAL");
      }
    }
  }
}
