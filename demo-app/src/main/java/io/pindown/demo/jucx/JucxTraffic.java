package io.pindown.demo.jucx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

/** Two UCX contexts in one thread: one writes into memory that the other registers, by its remote key. */
public final class JucxTraffic implements AutoCloseable {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final UcpContext near = new UcpContext(new UcpParams().requestRmaFeature());
  private final UcpContext far = new UcpContext(new UcpParams().requestRmaFeature());
  private final UcpWorker here = near.newWorker(new UcpWorkerParams());
  private final UcpWorker there = far.newWorker(new UcpWorkerParams());
  private final UcpEndpoint out = here.newEndpoint(new UcpEndpointParams().setUcpAddress(there.getAddress()));

  /**
   * Registers what remains in a buffer and deregisters it, so many times; returns nanoseconds of processor time of this thread for each. Neither waits for anything, and
   * by the clock a process that others take the processor from for longer would have the larger figure.
   */
  public double registerAndDeregister(ByteBuffer buffer, int times) {
    long begun = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      far.registerMemory(buffer).deregister();
    }
    return (threads.getCurrentThreadCpuTime() - begun) / (double) times;
  }

  /** Registers the target, has the other side write all of the source there, and deregisters it. */
  public void write(ByteBuffer source, ByteBuffer target) throws Exception {
    UcpMemory memory = far.registerMemory(target);
    UcpRemoteKey key = out.unpackRemoteKey(memory.getRemoteKeyBuffer());
    await(out.putNonBlocking(source, memory.getAddress(), key, null));
    await(here.flushNonBlocking(null));
    key.close();
    memory.deregister();
  }

  private void await(UcpRequest request) throws Exception {
    while (!request.isCompleted()) {
      here.progress();
      there.progress();
    }
  }

  @Override
  public void close() throws Exception {
    await(out.closeNonBlockingFlush());
    here.close();
    there.close();
    near.close();
    far.close();
  }
}
