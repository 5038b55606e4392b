package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** A sink that throws in the thread that frees for the collector, where an exception would end the JVM. */
public final class ThrowingSinkApp {
  private static final Error THROWN = new Error("thrown by a sink");

  private ThrowingSinkApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    LongBinaryOperator[] sinks = new LongBinaryOperator[11];
    Arrays.fill(sinks, (LongBinaryOperator) ThrowingSinkApp::refuse);
    try (WatchRegistry registry = AddressSpace.process().newRegistry("throwing")) {
      ByteBuffer kept = ByteBuffer.allocateDirect(1_000_003);
      Watch watch = registry.watch(OffHeap.address(kept), kept.capacity(), 1);
      long before = Sinks.lost();
      artefact.put("clean-before", watch.isClean());
      artefact.put("subscribed", Sinks.subscribe(sinks));
      artefact.put("subscribed-twice", Sinks.subscribe(sinks));
      for (int i = 0; i < 97; i++) {
        ByteBuffer.allocateDirect(5_003);
      }
      Meeting.until("a free by the collector", () -> collectedOnce());
      artefact.put("lost", Sinks.lost() > before);
      artefact.put("clean-after", watch.isClean());
      artefact.put("drained", registry.drain(new long[3]));
      artefact.put("unsubscribed", Sinks.unsubscribe(sinks));
      long then = Sinks.lost();
      OffHeap.invokeCleaner(ByteBuffer.allocateDirect(5_003));
      artefact.put("lost-without-it", Sinks.lost() - then);
      artefact.put("rearmed", registry.rearm(watch));
      artefact.put("clean-rearmed", watch.isClean());
      artefact.put("kept", kept.capacity());
    }
    artefact.write();
  }

  private static volatile boolean freedByTheCollector;

  private static boolean collectedOnce() {
    System.gc();
    return freedByTheCollector;
  }

  private static long refuse(long a, long b) {
    if (!Thread.currentThread().getName().equals("main")) {
      freedByTheCollector = true;
    }
    throw THROWN;
  }
}
