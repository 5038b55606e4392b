package io.pindown.nic.example;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.tck.CachedRegistrarTck;
import io.pindown.tck.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The kit, on the example. */
class MyNicTest extends CachedRegistrarTck<MyNicRegistrar.Key> {
  private static NativeLibrary mynic;

  @BeforeAll
  static void build(@TempDir Path folder) throws Exception {
    mynic = NativeLibrary.of("mynic", SymbolLookup.libraryLookup(MyNicLibrary.build(folder), Arena.global()));
  }

  private static long run(String function, FunctionDescriptor type, Object... arguments) {
    try {
      Object result = mynic.bind(function, type).invokeWithArguments(arguments);
      return result == null ? 0 : (long) result;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  protected Device<MyNicRegistrar.Key> open() throws Exception {
    run("mynic_open", FunctionDescriptor.ofVoid());
    MyNicRegistrar registrar = new MyNicRegistrar(mynic);
    return new Device<>() {
      @Override
      public Registrar<MyNicRegistrar.Key> registrar() {
        return registrar;
      }

      @Override
      public int registered() {
        return (int) run("mynic_registered", FunctionDescriptor.of(JAVA_LONG));
      }

      @Override
      public int rights() {
        return Access.LOCAL_WRITE;
      }

      @Override
      public int capacity() {
        return 32;
      }

      @Override
      public byte[] read(MyNicRegistrar.Key key, long address, int length) {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment to = arena.allocate(length);
          run("mynic_read", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS), key.number, address, (long) length, to);
          return to.toArray(JAVA_BYTE);
        }
      }

      @Override
      public void close() {
        run("mynic_close", FunctionDescriptor.ofVoid());
      }
    };
  }
}
