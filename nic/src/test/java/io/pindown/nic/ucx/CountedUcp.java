package io.pindown.nic.ucx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** libucp with a small library in front of it that counts what it has registered: UCX itself does not tell. */
public final class CountedUcp {
  private final LibUcp library;
  private final MethodHandle registered;

  private CountedUcp(NativeLibrary counting) {
    library = new LibUcp(counting);
    registered = counting.bind("ucp_registered", FunctionDescriptor.of(JAVA_LONG));
  }

  /** Makes the library in a folder, from a source among the test's resources. */
  public static CountedUcp build(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("counted-ucp.c");
    try (InputStream in = CountedUcp.class.getResourceAsStream("/ucx/counted-ucp.c")) {
      Files.copy(in, source);
    }
    Path made = folder.resolve("libcounted-ucp.so");
    Path log = folder.resolve("gcc.txt");
    Process gcc = new ProcessBuilder("gcc", "-O", "-shared", "-fPIC", "-o", made.toString(), source.toString(), "-ldl")
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      gcc.destroyForcibly();
      throw new IllegalStateException("gcc: " + Files.readString(log));
    }
    return new CountedUcp(NativeLibrary.of(LibUcp.NAME, SymbolLookup.libraryLookup(made, Arena.global())));
  }

  public UcxContext context(long handle) {
    return new UcxContext(library, handle);
  }

  /** Registrations that UCX has been asked for and that it has not been told to end. */
  public int registered() {
    try {
      return (int) (long) registered.invokeExact();
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
