package io.pindown.it.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.cuda.CudaDriver;
import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;

/** The library of {@code nic}'s tests in place of the driver, and what it lets a test see and do. */
final class StandInDriver {
  private final CudaDriver driver;
  private final NativeLibrary controls;

  @SuppressWarnings("restricted")
  StandInDriver(String library) {
    driver = CudaDriver.load(library);
    controls = NativeLibrary.of("the stand-in", SymbolLookup.libraryLookup(library, Arena.global()));
    if (!driver.device(0).name().contains("stand-in")) {
      throw new IllegalStateException("this is not the stand-in but " + driver.device(0).name());
    }
  }

  CudaDriver driver() {
    return driver;
  }

  /** {@code registered}, {@code pageable}, {@code violations} or {@code objects}: see the library. */
  long ask(String what) {
    try {
      return (long) controls.bind("standin_" + what, FunctionDescriptor.of(JAVA_LONG)).invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Keeps all streams from doing anything, or lets them go on. */
  void hold(boolean on) {
    try {
      controls.bind("standin_hold", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(on ? 1 : 0);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
