package io.pindown.it.world.jucx;

import io.pindown.it.app.OffHeap;
import java.nio.ByteBuffer;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpMemory;
import org.openucx.jucx.ucp.UcpParams;
import org.openucx.jucx.ucp.UcpRemoteKey;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;

/** Two contexts in one thread, and an end point from each to the other. */
final class Pair implements AutoCloseable {
  final UcpContext near = new UcpContext(new UcpParams().requestRmaFeature().requestTagFeature());
  final UcpContext far = new UcpContext(new UcpParams().requestRmaFeature().requestTagFeature());
  final UcpWorker here = near.newWorker(new UcpWorkerParams());
  final UcpWorker there = far.newWorker(new UcpWorkerParams());
  private final UcpEndpoint out = here.newEndpoint(new UcpEndpointParams().setUcpAddress(there.getAddress()));

  /** Registers the source, tells the far side to expect as much, sends; returns what arrives. */
  byte[] send(ByteBuffer source) throws Exception {
    ByteBuffer target = ByteBuffer.allocateDirect(source.remaining());
    UcpMemory memory = near.registerMemory(source);
    UcpMemory room = far.registerMemory(target);
    UcpRequest arrived = there.recvTaggedNonBlocking(target, null);
    UcpRequest sent = out.sendTaggedNonBlocking(source, null);
    await(arrived);
    await(sent);
    memory.deregister();
    room.close();
    byte[] bytes = new byte[target.capacity()];
    target.get(0, bytes);
    OffHeap.invokeCleaner(target);
    return bytes;
  }

  /** Sends what UCX registers by itself; returns what arrives. */
  byte[] sendImplicit(ByteBuffer source) throws Exception {
    ByteBuffer target = ByteBuffer.allocateDirect(source.remaining());
    UcpRequest arrived = there.recvTaggedNonBlocking(target, null);
    UcpRequest sent = out.sendTaggedNonBlocking(source, null);
    await(arrived);
    await(sent);
    byte[] bytes = new byte[target.capacity()];
    target.get(0, bytes);
    OffHeap.invokeCleaner(target);
    return bytes;
  }

  /** Writes a source to a far address by the memory's remote key. */
  void put(ByteBuffer source, UcpMemory target, long address) throws Exception {
    UcpRemoteKey key = out.unpackRemoteKey(target.getRemoteKeyBuffer());
    await(out.putNonBlocking(source, address, key, null));
    await(here.flushNonBlocking(null));
    key.close();
  }

  /** Writes a source to a far address by the memory's remote key, and reads it back from there: what the key gives access to. */
  byte[] through(ByteBuffer source, UcpMemory target, long address) throws Exception {
    int length = source.remaining();
    put(source, target, address);
    UcpRemoteKey key = out.unpackRemoteKey(target.getRemoteKeyBuffer());
    ByteBuffer back = ByteBuffer.allocateDirect(length);
    await(out.getNonBlocking(address, key, back, null));
    key.close();
    byte[] bytes = new byte[back.capacity()];
    back.get(0, bytes);
    OffHeap.invokeCleaner(back);
    return bytes;
  }

  private void await(UcpRequest request) throws Exception {
    while (!request.isCompleted()) {
      here.progress();
      there.progress();
    }
  }

  private void end() throws Exception {
    await(out.closeNonBlockingFlush());
    here.close();
    there.close();
  }

  @Override
  public void close() throws Exception {
    end();
    near.close();
    far.close();
  }
}
