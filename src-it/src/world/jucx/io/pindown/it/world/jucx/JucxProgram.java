package io.pindown.it.world.jucx;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.NativeCounts;
import io.pindown.it.app.OffHeap;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpMemMapParams;
import org.openucx.jucx.ucp.UcpMemory;
import org.openucx.jucx.ucp.UcpParams;

/**
 * A program that uses jucx as its documentation says, and knows of nothing else. {@code result.} is what must be the same whoever runs it;
 * {@code native.}, how many registrations UCX was asked for in each part; {@code left.}, how many were there still after it.
 */
public final class JucxProgram {
  private static final int ROUNDS = 1000;
  private static final int BLOCK = 40 << 20; // above the largest that glibc takes from its heap
  private static final int SMALL = 64 << 10;

  private final Artefact artefact;

  private JucxProgram(Artefact artefact) {
    this.artefact = artefact;
  }

  private interface Part {
    Object run() throws Throwable;
  }

  public static void main(String[] arguments) {
    Artefact artefact = new Artefact();
    int exit = 0;
    try {
      new JucxProgram(artefact).run();
    } catch (Throwable e) {
      artefact.failure("failure", e);
      exit = 1;
    }
    artefact.write();
    System.exit(exit);
  }

  private void run() throws Throwable {
    part("loop", JucxProgram::loop);
    part("context-of-its-own", JucxProgram::contextOfItsOwn);
    part("views", this::views);
    part("slices", JucxProgram::slices);
    part("ranges", JucxProgram::ranges);
    part("not-for-a-cache", JucxProgram::notForACache);
    part("freed", JucxProgram::freed);
    part("mapped", JucxProgram::mapped);
    part("remote-key-after-free", JucxProgram::remoteKeyAfterFree);
    part("collected", JucxProgram::collected);
    part("faults", JucxProgram::faults);
    part("left-registered", JucxProgram::leftRegistered);
    part("threads", JucxProgram::threads);
    artefact.put("wrongly-ended", NativeCounts.wronglyEnded());
  }

  private void part(String name, Part part) throws Throwable {
    long before = NativeCounts.made();
    long live = NativeCounts.live();
    artefact.put("result." + name, part.run());
    artefact.put("native." + name, NativeCounts.made() - before);
    artefact.put("left." + name, NativeCounts.live() - live);
  }

  private static Object loop() throws Exception {
    try (UcpContext context = new UcpContext(new UcpParams().requestTagFeature())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      boolean right = true;
      for (int round = 0; round < ROUNDS; round++) {
        UcpMemory memory = context.registerMemory(buffer);
        right &= memory.getAddress() == OffHeap.address(buffer) && memory.getLength() == 1 << 20 && memory.getNativeId() != null;
        memory.deregister();
        right &= memory.getNativeId() == null;
      }
      Reference.reachabilityFence(buffer);
      return right;
    }
  }

  /** A program's own class of contexts. */
  private static final class Ours extends UcpContext {
    Ours(UcpParams params) {
      super(params);
    }
  }

  private static Object contextOfItsOwn() throws Exception {
    try (UcpContext context = new Ours(new UcpParams().requestTagFeature())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
      for (int round = 0; round < 10; round++) {
        context.registerMemory(buffer).deregister();
      }
      Reference.reachabilityFence(buffer);
      return "done";
    }
  }

  /** Two handles of one buffer are two, and each goes its own way. */
  private Object views() throws Exception {
    try (Pair pair = new Pair()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
      ByteBuffer source = filled(ByteBuffer.allocateDirect(SMALL), 'v');
      UcpMemory one = pair.far.registerMemory(buffer);
      UcpMemory two = pair.far.registerMemory(buffer.duplicate());
      Set<UcpMemory> both = new HashSet<>(List.of(one));
      artefact.put("views-equal", one.equals(two)); // of UCX 1.13's own, yes: they are one
      boolean known = both.contains(one) && one.equals(one) && one.hashCode() == one.hashCode();
      one.deregister();
      boolean right = all(pair.through(source, two, OffHeap.address(buffer)), 'v') && buffer.get(SMALL - 1) == 'v';
      two.deregister();
      return known + " " + right;
    }
  }

  private static Object slices() throws Exception {
    try (Pair pair = new Pair()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      UcpMemory whole = pair.far.registerMemory(buffer);
      StringBuilder said = new StringBuilder();
      for (int at : new int[] {0, 1, 100, 4096, 500_000}) {
        ByteBuffer part = buffer.duplicate().position(at).limit(at + 5000).slice();
        UcpMemory memory = pair.far.registerMemory(part);
        long address = OffHeap.address(part);
        said.append(covers(memory, address, 5000)).append(' ');
        said.append(all(pair.through(filled(ByteBuffer.allocateDirect(5000), 's'), memory, address), 's')).append(' ');
        said.append(buffer.get(at) == 's' && buffer.get(at + 4999) == 's' && buffer.get(at + 5000) == 0).append(' ');
        memory.deregister();
        filled(buffer.duplicate(), (char) 0);
      }
      whole.deregister();
      return said;
    }
  }

  private static Object ranges() throws Exception {
    try (Pair pair = new Pair()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL + 4096).alignedSlice(4096);
      long at = OffHeap.address(buffer);
      StringBuilder said = new StringBuilder();
      for (int round = 0; round < 10; round++) {
        UcpMemory memory = pair.far.memoryMap(new UcpMemMapParams().setAddress(at + round).setLength(1000));
        said.append(covers(memory, at + round, 1000)).append(' ');
        memory.deregister();
      }
      for (int round = 0; round < 10; round++) { // fewer rights: those there are will do
        UcpMemory memory = pair.far.memoryMap(
            new UcpMemMapParams().setAddress(at).setLength(SMALL).setProtection(UcpConstants.UCP_MEM_MAP_PROT_LOCAL_READ));
        memory.close();
      }
      Reference.reachabilityFence(buffer);
      return said;
    }
  }

  /** What UCX allocates itself, pins later, or takes nothing of. */
  private static Object notForACache() throws Exception {
    try (UcpContext context = new UcpContext(new UcpParams().requestRmaFeature())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
      StringBuilder said = new StringBuilder();
      for (int round = 0; round < 5; round++) {
        UcpMemory later = context.memoryMap(new UcpMemMapParams().setAddress(OffHeap.address(buffer)).setLength(SMALL).nonBlocking());
        said.append(later.getLength()).append(' ');
        later.deregister();
        UcpMemory allocated = context.memoryMap(new UcpMemMapParams().allocate().setLength(SMALL));
        said.append(allocated.getAddress() != 0).append(' ');
        allocated.deregister();
      }
      Reference.reachabilityFence(buffer);
      return said;
    }
  }

  /** The same address, other pages, each time. */
  private static Object freed() throws Exception {
    try (Pair pair = new Pair()) {
      StringBuilder said = new StringBuilder();
      for (char with = 'a'; with < 'd'; with++) {
        ByteBuffer buffer = filled(ByteBuffer.allocateDirect(BLOCK), with);
        said.append(all(pair.send(buffer.duplicate().limit(SMALL)), with)).append(' ');
        said.append(all(pair.send(buffer.duplicate().limit(SMALL)), with)).append(' ');
        OffHeap.invokeCleaner(buffer);
      }
      return said;
    }
  }

  private static Object mapped() throws Exception {
    try (Pair pair = new Pair()) {
      StringBuilder said = new StringBuilder();
      for (char with = 'a'; with < 'd'; with++) {
        try (MappedFile file = new MappedFile(SMALL)) {
          MappedByteBuffer buffer = file.channel.map(MapMode.PRIVATE, 0, SMALL);
          filled(buffer, with);
          said.append(all(pair.send(buffer.duplicate()), with)).append(' ');
          said.append(all(pair.send(buffer.duplicate()), with)).append(' ');
          OffHeap.invokeCleaner(buffer);
        }
      }
      return said;
    }
  }

  /** The target of a peer's writes is another block now: a key made anew leads there. */
  private static Object remoteKeyAfterFree() throws Exception {
    try (Pair pair = new Pair()) {
      ByteBuffer source = filled(ByteBuffer.allocateDirect(SMALL), 'r');
      StringBuilder said = new StringBuilder();
      for (int round = 0; round < 3; round++) {
        ByteBuffer target = filled(ByteBuffer.allocateDirect(BLOCK), '-');
        UcpMemory memory = pair.far.registerMemory(target.duplicate());
        said.append(all(pair.through(source.duplicate(), memory, OffHeap.address(target)), 'r')).append(' ');
        said.append((char) target.get(0)).append((char) target.get(SMALL - 1)).append((char) target.get(SMALL)).append(' ');
        memory.deregister();
        OffHeap.invokeCleaner(target);
      }
      return said;
    }
  }

  /** A buffer lives as long as somebody holds it or a handle of it, and no longer. */
  private static Object collected() throws Exception {
    try (UcpContext context = new UcpContext(new UcpParams().requestTagFeature())) {
      long live = NativeCounts.live();
      ReferenceQueue<ByteBuffer> queue = new ReferenceQueue<>();
      ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
      WeakReference<ByteBuffer> weak = new WeakReference<>(buffer, queue);
      UcpMemory memory = context.registerMemory(buffer);
      buffer = null;
      System.gc();
      System.gc();
      boolean kept = weak.get() != null;
      memory.deregister();
      Reference.reachabilityFence(memory);
      boolean gone = false;
      for (int tries = 0; tries < 100 && !gone; tries++) {
        System.gc();
        gone = queue.remove(100) != null;
      }
      return kept + " " + gone + " " + (NativeCounts.awaitLive(live) - live);
    }
  }

  private static Object faults() throws Exception {
    List<String> said = new ArrayList<>();
    UcpContext context = new UcpContext(new UcpParams().requestTagFeature());
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    UcpMemory memory = context.registerMemory(buffer);
    memory.deregister();
    said.add(thrownBy(memory::deregister));
    said.add(thrownBy(() -> context.registerMemory(ByteBuffer.allocate(10))));
    said.add(thrownBy(() -> context.registerMemory(null)));
    context.close();
    said.add(thrownBy(() -> context.registerMemory(buffer)));
    said.add(thrownBy(context::close));
    return said;
  }

  /** What a program has not given back when it closes is lost, with a cache and without. */
  private static Object leftRegistered() throws Exception {
    UcpContext context = new UcpContext(new UcpParams().requestTagFeature());
    ByteBuffer one = ByteBuffer.allocateDirect(SMALL);
    UcpMemory memory = context.registerMemory(one);
    context.registerMemory(ByteBuffer.allocateDirect(SMALL)).deregister();
    memory.deregister();
    context.close();
    return "closed";
  }

  private static Object threads() throws Exception {
    try (UcpContext context = new UcpContext(new UcpParams().requestTagFeature().setMtWorkersShared(true))) {
      ByteBuffer shared = ByteBuffer.allocateDirect(SMALL);
      List<Throwable> failures = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(new Thread(() -> {
          try {
            for (int round = 0; round < 300; round++) {
              ByteBuffer own = ByteBuffer.allocateDirect(SMALL);
              UcpMemory both = context.registerMemory(shared.duplicate());
              UcpMemory mine = context.registerMemory(own);
              mine.deregister();
              both.deregister();
              OffHeap.invokeCleaner(own);
            }
          } catch (Throwable e) {
            synchronized (failures) {
              failures.add(e);
            }
          }
        }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      Reference.reachabilityFence(shared);
      return failures;
    }
  }

  private interface Call {
    void run() throws Throwable;
  }

  private static String thrownBy(Call call) {
    try {
      call.run();
      return "nothing";
    } catch (Throwable e) {
      return e.getClass().getSimpleName();
    }
  }

  /** UCX itself rounds both to 16 bytes. */
  private static boolean covers(UcpMemory memory, long address, long length) {
    return memory.getAddress() <= address && memory.getAddress() > address - 16 && memory.getAddress() + memory.getLength() >= address + length;
  }

  private static ByteBuffer filled(ByteBuffer buffer, char with) {
    for (int i = 0; i < buffer.capacity() && i < 2 * SMALL; i++) {
      buffer.put(i, (byte) with);
    }
    return buffer;
  }

  private static boolean all(byte[] bytes, char with) {
    byte[] expected = new byte[bytes.length];
    Arrays.fill(expected, (byte) with);
    return Arrays.equals(bytes, expected);
  }
}
