package io.pindown.nic.verbs;

import static io.pindown.nic.verbs.VerbsLayouts.CONTEXT$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.DEVICE_ATTR$LAYOUT;
import static io.pindown.nic.verbs.VerbsLayouts.PORT_ATTR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * An open device. Thread-safe, as all that is made from it. Closing it closes all that: queue pairs, completion queues and channels, memory
 * regions, protection domains.
 *
 * <p>A device that is taken out of the machine stays open here, until this is closed; {@link #awaitEvent} then reports {@code
 * IBV_EVENT_DEVICE_FATAL} where the driver does.
 */
public final class VerbsContext extends Resource {
  private final long pointer;
  private final String device;
  private final ContextOperations operations;
  private final AsyncEvents events;

  @SuppressWarnings("restricted")
  VerbsContext(long pointer, String device) {
    this.pointer = pointer;
    this.device = device;
    MemorySegment context = MemorySegment.ofAddress(pointer).reinterpret(CONTEXT$LAYOUT.byteSize());
    operations = new ContextOperations(context);
    events = new AsyncEvents(pointer, context.get(JAVA_INT, VerbsLayouts.offset(CONTEXT$LAYOUT, "async_fd")));
  }

  /** The device's name. */
  public String device() {
    return device;
  }

  long pointer() {
    return pointer;
  }

  ContextOperations operations() {
    return operations;
  }

  private interface Query {
    int into(MemorySegment memory);
  }

  /** {@code memory} lives as long as {@code arena}. */
  private MemorySegment query(String verb, MemorySegment memory, Query query) {
    enter();
    try {
      VerbsException.check(verb, query.into(memory));
      return memory;
    } finally {
      leave();
    }
  }

  /** What the device can do. */
  public DeviceAttributes attributes() {
    try (Arena arena = Arena.ofConfined()) {
      return DeviceAttributes.read(query("ibv_query_device", arena.allocate(DEVICE_ATTR$LAYOUT), a -> DeviceCalls.ibv_query_device(pointer, a)));
    }
  }

  /** {@code port} from 1 to {@link DeviceAttributes#ports}. */
  public PortAttributes port(int port) {
    Arguments.range("port", port, 1, 255);
    try (Arena arena = Arena.ofConfined()) {
      return PortAttributes.read(query("ibv_query_port", arena.allocate(PORT_ATTR$LAYOUT), a -> DeviceCalls.ibv_query_port(pointer, (byte) port, a)));
    }
  }

  /** The GID at a place of a port's table, 0 to {@link PortAttributes#gids} - 1; it may be empty. */
  public Gid gid(int port, int index) {
    Arguments.range("port", port, 1, 255);
    Arguments.range("index", index, 0, 255);
    try (Arena arena = Arena.ofConfined()) {
      return Gid.read(query("ibv_query_gid", arena.allocate(Gid.BYTES, 8), g -> DeviceCalls.ibv_query_gid(pointer, (byte) port, index, g)));
    }
  }

  /**
   * The place of a GID of a port to be reached by, as {@link GidChoice} chooses. Where a port has several addresses, this may not be the one of the
   * peer's network: then choose among {@link #gid}, and name it by {@link PathOptions#withGidIndex}.
   */
  public OptionalInt gidIndex(int port) {
    return GidChoice.of(Math.min(port(port).gids(), 256), index -> gidOrNone(port, index), GidChoice.version2(device, port));
  }

  private Gid gidOrNone(int port, int index) {
    try {
      return gid(port, index);
    } catch (VerbsException e) {
      return null; // an empty place, with some providers
    }
  }

  public ProtectionDomain allocateProtectionDomain() {
    return make(() -> new ProtectionDomain(this, VerbsException.made("ibv_alloc_pd", ObjectCalls.ibv_alloc_pd(pointer))), this);
  }

  public CompletionChannel createCompletionChannel() {
    return make(
        () -> new CompletionChannel(this, VerbsException.made("ibv_create_comp_channel", ObjectCalls.ibv_create_comp_channel(pointer))), this);
  }

  /** A queue without a channel, that is polled only. {@code entries}: how many completions it holds at least, above 0. */
  public CompletionQueue createCompletionQueue(int entries) {
    Arguments.range("entries", entries, 1, Integer.MAX_VALUE);
    return make(() -> CompletionQueue.make(this, entries, null), this);
  }

  /** A queue that tells of completions by a channel, when it was asked to: {@link CompletionQueue#requestNotification}. */
  public CompletionQueue createCompletionQueue(int entries, CompletionChannel channel) {
    Arguments.range("entries", entries, 1, Integer.MAX_VALUE);
    return make(() -> CompletionQueue.make(this, entries, channel), this, channel);
  }

  /**
   * Waits for something that happens to the device, a port or a queue pair; null if nothing does in that time.
   *
   * @param timeout 0 to look only
   */
  public AsyncEvent awaitEvent(long timeout, TimeUnit unit) throws InterruptedException {
    return events.await(this, unit.toNanos(timeout));
  }

  @Override
  void destroy() {
    VerbsException.check("ibv_close_device", DeviceCalls.ibv_close_device(pointer));
  }

  @Override
  public String toString() {
    return "VerbsContext " + device;
  }
}
