package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of functions that are found in an object's table, by the shapes that they have in common; the function comes first. Pointers are
 * passed as numbers, but for memory of this side's. Results are libfabric's: from 0 on, or an error's number negated.
 */
final class Calls {
  private static final Linker LINKER = Linker.nativeLinker();

  // int (*close)(struct fid *fid), ...
  private static final MethodHandle object$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  // int (*bind)(struct fid *fid, struct fid *bfid, uint64_t flags)
  private static final MethodHandle bind$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  // int (*control)(struct fid *fid, int command, void *arg)
  private static final MethodHandle control$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));

  // int (*domain)(struct fid_fabric *, struct fi_info *, struct fid_domain **, void *context), and others that open something
  private static final MethodHandle open$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));

  // int (*reg)(struct fid *, const void *buf, size_t len, uint64_t access, uint64_t offset, uint64_t requested_key, uint64_t flags,
  //   struct fid_mr **mr, void *context)
  private static final MethodHandle reg$MH =
      LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG));

  // int (*regattr)(struct fid *, const struct fi_mr_attr *attr, uint64_t flags, struct fid_mr **mr)
  private static final MethodHandle regattr$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));

  // int (*getname)(fid_t fid, void *addr, size_t *addrlen)
  private static final MethodHandle getname$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));

  // int (*insert)(struct fid_av *, const void *addr, size_t count, fi_addr_t *fi_addr, uint64_t flags, void *context)
  private static final MethodHandle insert$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));

  // int (*remove)(struct fid_av *, fi_addr_t *fi_addr, size_t count, uint64_t flags)
  private static final MethodHandle remove$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));

  // ssize_t (*read)(struct fid_cq *, void *buf, size_t count); ssize_t (*readerr)(struct fid_cq *, struct fi_cq_err_entry *, uint64_t flags)
  private static final MethodHandle read$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG));

  // const char *(*strerror)(struct fid_cq *, int prov_errno, const void *err_data, char *buf, size_t len)
  private static final MethodHandle strerror$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG));

  // ssize_t (*cancel)(fid_t fid, void *context)
  private static final MethodHandle cancel$MH = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));

  // ssize_t (*send)(struct fid_ep *, const void *buf, size_t len, void *desc, fi_addr_t, void *context); recv is the same
  private static final MethodHandle message$MH =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  // ssize_t (*send)(struct fid_ep *, const void *buf, size_t len, void *desc, fi_addr_t, uint64_t tag, void *context)
  private static final MethodHandle tagged$MH =
      LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  // ssize_t (*recv)(struct fid_ep *, void *buf, size_t len, void *desc, fi_addr_t, uint64_t tag, uint64_t ignore, void *context);
  // ssize_t (*write)(struct fid_ep *, const void *buf, size_t len, void *desc, fi_addr_t, uint64_t addr, uint64_t key, void *context)
  private static final MethodHandle eight$MH =
      LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private Calls() {}

  static int object(MemorySegment function, long fid) {
    try {
      return (int) object$MH.invokeExact(function, fid);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int bind(MemorySegment function, long fid, long other, long flags) {
    try {
      return (int) bind$MH.invokeExact(function, fid, other, flags);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int control(MemorySegment function, long fid, int command) {
    try {
      return (int) control$MH.invokeExact(function, fid, command, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int open(MemorySegment function, long parent, MemorySegment attributes, MemorySegment opened) {
    try {
      return (int) open$MH.invokeExact(function, parent, attributes, opened, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int reg(MemorySegment function, long domain, long address, long length, long access, long key, MemorySegment region) {
    try {
      return (int) reg$MH.invokeExact(function, domain, address, length, access, 0L, key, 0L, region, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int regattr(MemorySegment function, long domain, MemorySegment attributes, MemorySegment region) {
    try {
      return (int) regattr$MH.invokeExact(function, domain, attributes, 0L, region);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int getname(MemorySegment function, long endpoint, MemorySegment name, MemorySegment length) {
    try {
      return (int) getname$MH.invokeExact(function, endpoint, name, length);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int insert(MemorySegment function, long vector, MemorySegment name, MemorySegment address) {
    try {
      return (int) insert$MH.invokeExact(function, vector, name, 1L, address, 0L, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static int remove(MemorySegment function, long vector, MemorySegment address) {
    try {
      return (int) remove$MH.invokeExact(function, vector, address, 1L, 0L);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long read(MemorySegment function, long queue, MemorySegment entries, long countOrFlags) {
    try {
      return (long) read$MH.invokeExact(function, queue, entries, countOrFlags);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long strerror(MemorySegment function, long queue, int error, long data, MemorySegment room) {
    try {
      return (long) strerror$MH.invokeExact(function, queue, error, data, room, room.byteSize());
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long cancel(MemorySegment function, long endpoint, long context) {
    try {
      return (long) cancel$MH.invokeExact(function, endpoint, context);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long message(MemorySegment function, long endpoint, long address, long length, long descriptor, long peer, long context) {
    try {
      return (long) message$MH.invokeExact(function, endpoint, address, length, descriptor, peer, context);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long tagged(MemorySegment function, long endpoint, long address, long length, long descriptor, long peer, long tag, long context) {
    try {
      return (long) tagged$MH.invokeExact(function, endpoint, address, length, descriptor, peer, tag, context);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }

  static long eight(MemorySegment function, long endpoint, long address, long length, long descriptor, long peer, long a, long b, long context) {
    try {
      return (long) eight$MH.invokeExact(function, endpoint, address, length, descriptor, peer, a, b, context);
    } catch (Throwable t) {
      throw NativeLibrary.unexpected(t);
    }
  }
}
