package io.pindown.nic.fabric;

import static io.pindown.nic.fabric.FabricLayouts.offset;
import static io.pindown.nic.fabric.ObjectLayouts.MEM_MONITOR$LAYOUT;
import static io.pindown.nic.fabric.ObjectLayouts.OPS_MEM_MONITOR$LAYOUT;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pindown.nic.ffi.Errno;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** libfabric takes the monitor, and its table's functions are the monitor's methods; they are called here as libfabric calls them. */
@RequiresLibfabric
@ResourceLock("libfabric's imported monitor") // there is one in a process
class MonitorImportTest {
  private static final MethodHandle START = handle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
  private static final MethodHandle STOP = handle(FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle SUBSCRIBE = handle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle UNSUBSCRIBE = handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle VALID = handle(FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private static MethodHandle handle(FunctionDescriptor shape) {
    return Linker.nativeLinker().downcallHandle(shape);
  }

  private static MemorySegment function(MonitorImport imported, String name) {
    return NativeMemory.function(imported.address(), offset(MEM_MONITOR$LAYOUT, "export_ops"), OPS_MEM_MONITOR$LAYOUT, name);
  }

  /** Writes down what it is asked; says yes to even addresses. */
  private static class Recording implements MemoryMonitor {
    final List<String> calls = new ArrayList<>();

    @Override
    public void start() {
      calls.add("start");
    }

    @Override
    public void stop() {
      calls.add("stop");
    }

    @Override
    public boolean subscribe(long address, long length) {
      calls.add("subscribe " + address + " " + length);
      return address % 2 == 0;
    }

    @Override
    public void unsubscribe(long address, long length) {
      calls.add("unsubscribe " + address + " " + length);
    }

    @Override
    public boolean valid(long address, long length) {
      calls.add("valid " + address + " " + length);
      return address % 2 == 0;
    }
  }

  @Test
  void whatLibfabricCallsIsTheMonitor() throws Throwable {
    Recording monitor = new Recording();
    try (MonitorImport imported = MonitorImport.of(monitor)) {
      long fid = imported.address();
      assertThat(NativeMemory.word(fid, MEM_MONITOR$LAYOUT, "import_ops")).as("libfabric's answer").isNotZero();
      assertThat((int) START.invokeExact(function(imported, "start"), fid)).isZero();
      assertThat((int) SUBSCRIBE.invokeExact(function(imported, "subscribe"), fid, 8192L, 100L)).isZero();
      assertThat((int) SUBSCRIBE.invokeExact(function(imported, "subscribe"), fid, 8193L, 100L)).isNegative();
      assertThat((boolean) VALID.invokeExact(function(imported, "valid"), fid, 8192L, 100L)).isTrue();
      assertThat((boolean) VALID.invokeExact(function(imported, "valid"), fid, 8193L, 1L)).isFalse();
      UNSUBSCRIBE.invokeExact(function(imported, "unsubscribe"), fid, 8192L, 100L);
      imported.invalidate(4096, 4096); // no cache is there: libfabric has nothing to do
      assertThatThrownBy(imported::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("close the domains first");
      STOP.invokeExact(function(imported, "stop"), fid);
      assertThat(monitor.calls)
          .containsExactly(
              "start", "subscribe 8192 100", "subscribe 8193 100", "valid 8192 100", "valid 8193 1", "unsubscribe 8192 100", "stop");
      assertThat(imported.failure()).isNull();
    }
  }

  @Test
  void whatTheMonitorThrowsIsANo() throws Throwable {
    MemoryMonitor throwing =
        new Recording() {
          @Override
          public void start() {
            throw new IllegalStateException("first");
          }

          @Override
          public boolean subscribe(long address, long length) {
            throw new StackOverflowError();
          }

          @Override
          public boolean valid(long address, long length) {
            throw new IllegalStateException("later");
          }
        };
    try (MonitorImport imported = MonitorImport.of(throwing)) {
      long fid = imported.address();
      assertThat((int) START.invokeExact(function(imported, "start"), fid)).isNegative();
      assertThat((int) SUBSCRIBE.invokeExact(function(imported, "subscribe"), fid, 8192L, 100L)).isNegative();
      assertThat((boolean) VALID.invokeExact(function(imported, "valid"), fid, 8192L, 100L)).isFalse();
      assertThat(imported.failure()).hasMessage("first");
    }
  }

  /** libfabric has called start, and goes on to call the others when that returns. */
  @Test
  void isNotTakenBackWhileItIsBegun() throws Throwable {
    CountDownLatch beginning = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    MemoryMonitor slow =
        new Recording() {
          @Override
          public void start() {
            beginning.countDown();
            try {
              mayEnd.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    MonitorImport imported = MonitorImport.of(slow);
    long fid = imported.address();
    MemorySegment start = function(imported, "start");
    FutureTask<Integer> started = new FutureTask<>(() -> begin(start, fid));
    new Thread(started).start();
    beginning.await();
    Throwable refused = catchThrowable(imported::close);
    mayEnd.countDown();
    assertThat(started.get()).isZero();
    assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("close the domains first");
    STOP.invokeExact(function(imported, "stop"), fid);
    imported.close();
  }

  @Test
  void onceTakenBackItIsNotBegun() throws Throwable {
    Recording monitor = new Recording();
    MonitorImport imported = MonitorImport.of(monitor);
    MemorySegment start = function(imported, "start");
    imported.close();
    assertThat(begin(start, imported.address())).isNegative();
    assertThat(monitor.calls).isEmpty();
  }

  private static int begin(MemorySegment start, long fid) {
    try {
      return (int) START.invokeExact(start, fid);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  @Test
  void thereIsOneAtATime() {
    MonitorImport first = MonitorImport.of(new Recording());
    FabricException busy = catchThrowableOfType(FabricException.class, () -> MonitorImport.of(new Recording()));
    assertThat(busy.error()).isEqualTo(Errno.EBUSY);
    assertThat(busy).hasMessageContaining("fi_import_fid");
    first.close();
    first.close();
    first.invalidate(4096, 4096);
    MonitorImport.of(new Recording()).close();
  }
}
