package io.pindown.it.app;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** What a cache and a watch do while another agent's transformer is at a class with hooks, for longer than anybody waits for it, and after. */
public final class SlowlyRewrittenApp {
  private static final String HOOKED = "jdk.internal.misc.Unsafe";
  private static final String UNHOOKED = "java.util.zip.CRC32";
  private static final long BLOCK = 1_000_003;
  /** The longest that the agent waits for others' rewriting, see {@code Redefinitions}. */
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(200);

  private final Artefact artefact = new Artefact();
  private final AddressSpace space = AddressSpace.process();
  private final DatedCache cache = new DatedCache("slowly");
  private final ByteBuffer kept = ByteBuffer.allocateDirect(DatedCache.SIZE);
  private final long block = OffHeap.allocate(BLOCK);

  private SlowlyRewrittenApp() {}

  public static void main(String[] args) throws Exception {
    SlowlyRewrittenApp app = new SlowlyRewrittenApp();
    app.artefact.put("checksum", new java.util.zip.CRC32().getValue()); // loads it
    app.space.covers(true); // has everything proven
    app.artefact.put("first", app.state() + " " + app.cache.coverage());
    app.during("unhooked", UNHOOKED, false);
    app.during("as-is", HOOKED, false);
    app.during("without-hooks", HOOKED, true);
    app.cache.close();
    app.artefact.write();
  }

  private String state() throws ReflectiveOperationException {
    return cache.lease(kept) + " " + cache.lease(block, BLOCK);
  }

  private void during(String name, String type, boolean inTheImage) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(DatedCache.SIZE);
    cache.handle(buffer);
    try (WatchRegistry registry = space.newRegistry(name)) {
      Watch watch = registry.watch(OffHeap.address(kept), kept.capacity(), 1);
      artefact.put(name + ".clean-before", watch.isClean());
      SlowAgent.Rewriting rewriting = SlowAgent.begin(type, inTheImage);
      long begun = System.nanoTime();
      artefact.put(name + ".during", cache.lease(kept) + " " + (watch.isClean() ? "clean" : "not clean") + " " + cache.coverage());
      artefact.put(name + ".during.reused", cache.reused());
      Meeting.until("the longest wait", () -> System.nanoTime() - begun > LONGEST_WAIT);
      artefact.put(name + ".during.later", cache.lease(kept));
      rewriting.end();
      // the class is another one now, and nobody has looked: an end that no hook saw
      artefact.put(name + ".after.replaced", cache.replaced(buffer));
      artefact.put(name + ".after", state() + " " + cache.coverage());
      artefact.put(name + ".after.reused", cache.reused());
      artefact.put(name + ".after.watch", watch.isClean() ? "clean" : "not clean " + registry.drain(new long[2]));
    }
  }
}
