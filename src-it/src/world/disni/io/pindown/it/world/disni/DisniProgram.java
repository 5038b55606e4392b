package io.pindown.it.world.disni;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaVerbs;
import com.ibm.disni.verbs.SVCDeregMr;
import com.ibm.disni.verbs.SVCRegMr;
import com.ibm.disni.verbs.impl.NatIbvContext;
import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.NativeCounts;
import io.pindown.it.app.OffHeap;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that registers with DiSNI as its documentation says. {@code result.} is what must be the same whoever runs it; {@code native.},
 * how many registrations DiSNI's native part was asked for in each part; {@code left.}, how many were there still after it.
 */
public final class DisniProgram {
  private static final int ROUNDS = 1000;
  private static final int BLOCK = 40 << 20;
  private static final int SMALL = 64 << 10;
  private static final int LOCAL = IbvMr.IBV_ACCESS_LOCAL_WRITE;
  private static final int REMOTE = LOCAL | IbvMr.IBV_ACCESS_REMOTE_READ | IbvMr.IBV_ACCESS_REMOTE_WRITE;

  private final Artefact artefact;
  private final IbvContext context;

  private DisniProgram(Artefact artefact) throws Exception {
    this.artefact = artefact;
    RdmaVerbs verbs = RdmaVerbs.open();
    Field natives = verbs.getClass().getDeclaredField("nativeDispatcher");
    natives.setAccessible(true);
    context = new NatIbvContext(1, (NativeDispatcher) natives.get(verbs)); // a connection would have it
  }

  private interface Part {
    Object run(IbvPd domain) throws Throwable;
  }

  public static void main(String[] arguments) {
    Artefact artefact = new Artefact();
    int exit = 0;
    try {
      new DisniProgram(artefact).run();
    } catch (Throwable e) {
      artefact.failure("failure", e);
      exit = 1;
    }
    artefact.write();
    System.exit(exit);
  }

  private void run() throws Throwable {
    part("loop", DisniProgram::loop);
    part("copies", DisniProgram::copies);
    part("rights", DisniProgram::rights);
    part("addresses", DisniProgram::addresses);
    part("on-demand", DisniProgram::onDemand);
    part("freed", DisniProgram::freed);
    part("faults", this::faults);
    part("threads", DisniProgram::threads);
    artefact.put("wrongly-ended", NativeCounts.wronglyEnded());
  }

  private void part(String name, Part part) throws Throwable {
    long before = NativeCounts.made();
    long live = NativeCounts.live();
    IbvPd domain = context.allocPd();
    artefact.put("result." + name, part.run(domain));
    domain.deallocPd();
    artefact.put("native." + name, NativeCounts.made() - before);
    artefact.put("left." + name, NativeCounts.live() - live);
  }

  private static IbvMr register(IbvPd domain, ByteBuffer buffer, int access) throws Exception {
    return registered(domain.regMr(buffer, access));
  }

  private static IbvMr registered(SVCRegMr call) throws Exception {
    SVCRegMr same = (SVCRegMr) call.execute();
    if (same != call) {
      throw new IllegalStateException("execute returned " + same);
    }
    IbvMr region = call.getMr();
    call.free();
    return region;
  }

  private static void deregister(IbvMr region) throws Exception {
    SVCDeregMr call = region.deregMr();
    Object same = call.execute();
    call.free();
    if (same != call) {
      throw new IllegalStateException("execute returned " + same);
    }
  }

  private static Object loop(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    buffer.position(100); // of no account: the whole buffer is registered
    boolean right = true;
    for (int round = 0; round < ROUNDS; round++) {
      IbvMr region = register(domain, buffer, LOCAL);
      right &= region.getAddr() == OffHeap.address(buffer) - 100 && region.getLength() == 1 << 20 && region.isOpen();
      right &= region.getLkey() > 100 && region.getRkey() == region.getLkey() + 1_000_000 && region.getHandle() == region.getLkey() + 2_000_000;
      deregister(region);
      right &= !region.isOpen();
    }
    Reference.reachabilityFence(buffer);
    return right;
  }

  private static Object copies(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    IbvMr one = register(domain, buffer, REMOTE);
    IbvMr two = register(domain, buffer, REMOTE);
    String said = (one != two) + " ";
    deregister(one);
    said += one.isOpen() + " " + two.isOpen() + " " + (two.getRkey() > 0);
    deregister(two);
    Reference.reachabilityFence(buffer);
    return said;
  }

  /** Fewer rights first: those do not do for what needs more. */
  private static Object rights(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    IbvMr local = register(domain, buffer, LOCAL);
    IbvMr remote = register(domain, buffer, REMOTE);
    boolean others = local.getLkey() != remote.getLkey();
    deregister(local);
    deregister(remote);
    deregister(register(domain, buffer, REMOTE));
    Reference.reachabilityFence(buffer);
    return others;
  }

  private static Object addresses(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL + 4096).alignedSlice(4096);
    long at = OffHeap.address(buffer);
    StringBuilder said = new StringBuilder();
    for (int round = 0; round < 10; round++) {
      IbvMr region = registered(domain.regMr(at + round, 1000, REMOTE));
      said.append(region.getAddr() - at).append('+').append(region.getLength()).append(' ');
      deregister(region);
    }
    Reference.reachabilityFence(buffer);
    return said;
  }

  private static Object onDemand(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    for (int round = 0; round < 5; round++) {
      deregister(register(domain, buffer, LOCAL | IbvMr.IBV_ACCESS_ON_DEMAND));
    }
    Reference.reachabilityFence(buffer);
    return "each by itself";
  }

  /** The same address, other pages. */
  private static Object freed(IbvPd domain) throws Exception {
    int key = 0;
    boolean others = true;
    for (int round = 0; round < 3; round++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
      IbvMr region = register(domain, buffer, REMOTE);
      others &= region.getLkey() != key;
      key = region.getLkey();
      deregister(region);
      OffHeap.invokeCleaner(buffer);
    }
    return others;
  }

  private Object faults(IbvPd domain) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL);
    IbvMr region = register(domain, buffer, LOCAL);
    deregister(region);
    List<String> said = new ArrayList<>();
    said.add(thrownBy(() -> deregister(region)));
    said.add(thrownBy(() -> registered(domain.regMr(4096, 4096, LOCAL)))); // nothing is mapped there
    said.add(thrownBy(() -> registered(domain.regMr(OffHeap.address(buffer), 0, LOCAL))));
    IbvPd closed = context.allocPd();
    closed.deallocPd();
    said.add(thrownBy(() -> register(closed, buffer, LOCAL)));
    said.add(thrownBy(closed::deallocPd));
    Reference.reachabilityFence(buffer);
    return said;
  }

  private static Object threads(IbvPd domain) throws Exception {
    ByteBuffer shared = ByteBuffer.allocateDirect(SMALL);
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(new Thread(() -> {
        try {
          for (int round = 0; round < 300; round++) {
            ByteBuffer own = ByteBuffer.allocateDirect(SMALL);
            IbvMr both = register(domain, shared, REMOTE);
            IbvMr mine = register(domain, own, REMOTE);
            deregister(mine);
            deregister(both);
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
}
