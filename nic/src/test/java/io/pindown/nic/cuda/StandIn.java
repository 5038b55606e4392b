package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Ring;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The tests' own library in place of NVIDIA's driver, see {@code cuda-stand-in.c}: built and loaded once, and what it lets a test see and do. */
public final class StandIn {
  private static StandIn loaded;

  private final CudaDriver driver;
  private final NativeLibrary controls;

  private StandIn(Path library) {
    driver = CudaDriver.load(library.toString());
    controls = NativeLibrary.of("the stand-in", SymbolLookup.libraryLookup(library, Arena.global()));
    if (!driver.device(0).name().contains("stand-in")) {
      throw new IllegalStateException("this is not the stand-in but " + driver.device(0).name());
    }
    System.out.println("CUDA: tests run against a stand-in for the driver, not on a GPU: " + driver.device(0));
  }

  /** Skips the test, and says why, where it has nothing to pin with. */
  public static synchronized StandIn load() {
    Capability capability = Ring.probe();
    if (!capability.available()) {
      System.out.println("SKIPPED: the stand-in for the CUDA driver pins by io_uring: " + capability.cause());
    }
    Assumptions.assumeTrue(capability.available(), capability.cause());
    if (loaded == null) {
      try {
        loaded = new StandIn(build());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return loaded;
  }

  private static Path build() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "cuda").toAbsolutePath());
    Path source = folder.resolve("cuda-stand-in.c");
    try (InputStream in = StandIn.class.getResourceAsStream("/cuda/cuda-stand-in.c")) {
      Files.write(source, in.readAllBytes());
    }
    Path library = folder.resolve("libcuda-stand-in.so");
    Path log = folder.resolve("gcc.txt");
    Process gcc = new ProcessBuilder("gcc", "-Wall", "-Wextra", "-Werror", "-O", "-shared", "-fPIC", "-pthread", "-o", library.toString(), source.toString())
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      gcc.destroyForcibly();
      throw new IllegalStateException("gcc: " + Files.readString(log));
    }
    return library;
  }

  public CudaDriver driver() {
    return driver;
  }

  private long ask(String what) {
    try {
      return (long) controls.bind("standin_" + what, FunctionDescriptor.of(JAVA_LONG)).invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void tell(String what, int value) {
    try {
      controls.bind("standin_" + what, FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(value);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Registrations with the driver. */
  public int registered() {
    return (int) ask("registered");
  }

  /** Copies that were not asynchronous, since their memory was not registered. */
  public long pageable() {
    return ask("pageable");
  }

  /** What nobody may do: unregister under a copy, leave something behind in a context. */
  public long violations() {
    return ask("violations");
  }

  /** Streams, events and blocks of device memory. */
  public long objects() {
    return ask("objects");
  }

  /** Contexts on this thread's stack. */
  public long depth() {
    return ask("depth");
  }

  /** Keeps all streams from doing anything, or lets them go on. */
  public void hold(boolean on) {
    tell("hold", on ? 1 : 0);
  }

  /** The next copy fails, and with it its context. */
  public void failNextCopy(int result) {
    tell("fail", result);
  }

  /** The next event is not recorded: what was queued before it is. */
  public void refuseNextRecord(int result) {
    tell("refuse", result);
  }

  /** What a broken context has left, as the end of the process would. */
  public void forgetBroken() {
    tell("forget", 0);
  }

  /** How many registrations there may be. */
  public void room(int registrations) {
    tell("room", registrations);
  }
}
