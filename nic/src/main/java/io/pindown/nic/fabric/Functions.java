package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The functions that the library exports. The library is loaded with this class, and never unloaded. Thread-safe. */
final class Functions {
  /** The library's file, of 1.x and 2.x alike. */
  static final String FILE = "libfabric.so.1";

  static final NativeLibrary LIBRARY = NativeLibrary.of(FILE, load());

  // uint32_t fi_version(void);   <rdma/fabric.h>
  private static final MethodHandle fi_version$MH = LIBRARY.bind("fi_version", FunctionDescriptor.of(JAVA_INT));

  // int fi_getinfo(uint32_t version, const char *node, const char *service, uint64_t flags, const struct fi_info *hints,
  //   struct fi_info **info);   <rdma/fabric.h>
  private static final MethodHandle fi_getinfo$MH =
      LIBRARY.bind("fi_getinfo", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));

  // void fi_freeinfo(struct fi_info *info);   <rdma/fabric.h>
  private static final MethodHandle fi_freeinfo$MH = LIBRARY.bind("fi_freeinfo", FunctionDescriptor.ofVoid(JAVA_LONG));

  // struct fi_info *fi_dupinfo(const struct fi_info *info);   <rdma/fabric.h>; of NULL, a new one
  private static final MethodHandle fi_dupinfo$MH = LIBRARY.bind("fi_dupinfo", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  // int fi_fabric(struct fi_fabric_attr *attr, struct fid_fabric **fabric, void *context);   <rdma/fabric.h>
  private static final MethodHandle fi_fabric$MH = LIBRARY.bind("fi_fabric", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG));

  // int fi_open(uint32_t version, const char *name, void *attr, size_t attr_len, uint64_t flags, struct fid **fid, void *context);
  private static final MethodHandle fi_open$MH =
      LIBRARY.bind("fi_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG));

  // int fi_getparams(struct fi_param **params, int *count);   <rdma/fabric.h>
  private static final MethodHandle fi_getparams$MH = LIBRARY.bind("fi_getparams", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  // void fi_freeparams(struct fi_param *params);   <rdma/fabric.h>
  private static final MethodHandle fi_freeparams$MH = LIBRARY.bind("fi_freeparams", FunctionDescriptor.ofVoid(JAVA_LONG));

  // const char *fi_strerror(int errnum);   <rdma/fi_errno.h>
  private static final MethodHandle fi_strerror$MH = LIBRARY.bind("fi_strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

  // char *strdup(const char *s);   <string.h>; what fi_freeinfo can free
  private static final MethodHandle strdup$MH = SignalActions.C.bind("strdup", FunctionDescriptor.of(JAVA_LONG, ADDRESS));

  private Functions() {}

  private static SymbolLookup load() {
    SymbolLookup[] loaded = new SymbolLookup[1];
    SignalActions.kept(
        () -> {
          loaded[0] = SymbolLookup.libraryLookup(FILE, Arena.global());
          return 0;
        });
    return loaded[0];
  }

  static int version() {
    try {
      return (int) fi_version$MH.invokeExact();
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int getinfo(int version, MemorySegment node, MemorySegment service, long flags, long hints, MemorySegment info) {
    try {
      return (int) fi_getinfo$MH.invokeExact(version, node, service, flags, hints, info);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static void freeinfo(long info) {
    try {
      fi_freeinfo$MH.invokeExact(info);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** A copy of one structure and all that it points to; of 0, an empty one. */
  static long dupinfo(long info) {
    long copy;
    try {
      copy = (long) fi_dupinfo$MH.invokeExact(info);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
    if (copy == 0) {
      throw new OutOfMemoryError("fi_dupinfo has no memory");
    }
    return copy;
  }

  static int fabric(long attributes, MemorySegment fabric) {
    try {
      return (int) fi_fabric$MH.invokeExact(attributes, fabric, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int open(int version, MemorySegment name, MemorySegment fid) {
    try {
      return (int) fi_open$MH.invokeExact(version, name, 0L, 0L, 0L, fid, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** Has the library read its settings and set up its providers, if it has not done so. */
  static void initialise() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(JAVA_LONG);
      MemorySegment count = arena.allocate(JAVA_INT);
      FabricException.check("fi_getparams", (int) fi_getparams$MH.invokeExact(parameters, count));
      fi_freeparams$MH.invokeExact(parameters.get(JAVA_LONG, 0));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** The library's words for an error's number, above 0. */
  static String strerror(int error) {
    try {
      return NativeMemory.string((long) fi_strerror$MH.invokeExact(error));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  /** A C string on the C library's heap. */
  static long strdup(String text) {
    try (Arena arena = Arena.ofConfined()) {
      return (long) strdup$MH.invokeExact(arena.allocateFrom(text));
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
