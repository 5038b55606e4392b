package io.pindown.nic.registrar;

import io.pindown.nic.ucx.CountedUcp;
import io.pindown.nic.ucx.UcxContext;
import io.pindown.nic.ucx.UcxMemory;
import io.pindown.registrar.Registrar;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpParams;
import org.openucx.jucx.ucp.UcpRemoteKey;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;

/** The kit, with a context that jucx has made, over the transports that every machine has. They pin nothing. */
class UcxTckTest extends CachedRegistrarTck<UcxMemory> {
  private static CountedUcp ucp;

  @BeforeAll
  static void ucxIsThere(@TempDir Path folder) throws Exception {
    String obstacle = null;
    try {
      SymbolLookup.libraryLookup("libucp.so.0", Arena.global());
    } catch (IllegalArgumentException absent) {
      obstacle = "no libucp.so.0 (Debian: apt-get install libucx0)";
    }
    if (obstacle == null && !Set.of("tcp,self,sm").contains(System.getenv().getOrDefault("UCX_TLS", ""))) {
      obstacle = "UCX_TLS is not tcp,self,sm, which the build sets for its tests";
    }
    if (obstacle != null) {
      System.out.println("SKIPPED UcxTckTest: " + obstacle);
    }
    Assumptions.assumeTrue(obstacle == null, obstacle);
    ucp = CountedUcp.build(folder);
  }

  @Override
  protected Device<UcxMemory> open() {
    return new Loop();
  }

  /** Two contexts in one thread: one reads what the other has registered. */
  private static final class Loop implements Device<UcxMemory> {
    private final UcpContext far = new UcpContext(new UcpParams().requestRmaFeature().setMtWorkersShared(true));
    private final UcpContext near = new UcpContext(new UcpParams().requestRmaFeature());
    private final UcpWorker there = far.newWorker(new UcpWorkerParams());
    private final UcpWorker here = near.newWorker(new UcpWorkerParams());
    private final UcpEndpoint out = here.newEndpoint(new UcpEndpointParams().setUcpAddress(there.getAddress()));
    private final UcxContext context = ucp.context(far.getNativeId());
    private final UcxRegistrar registrar = new UcxRegistrar(context);
    private boolean closed;

    @Override
    public Registrar<UcxMemory> registrar() {
      return registrar;
    }

    @Override
    public int registered() {
      return ucp.registered();
    }

    @Override
    public boolean pins() {
      return false;
    }

    @Override
    public byte[] read(UcxMemory memory, long address, int length) throws Exception {
      ByteBuffer read = ByteBuffer.allocateDirect(length);
      UcpRemoteKey key = out.unpackRemoteKey(memory.packedKey());
      await(out.getNonBlocking(address, key, read, null));
      key.close();
      byte[] bytes = new byte[length];
      read.get(0, bytes);
      return bytes;
    }

    private void await(UcpRequest request) {
      while (!request.isCompleted()) {
        try {
          here.progress();
          there.progress();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        context.close();
        await(out.closeNonBlockingFlush());
        here.close();
        there.close();
        near.close();
        far.close();
      }
    }
  }
}
