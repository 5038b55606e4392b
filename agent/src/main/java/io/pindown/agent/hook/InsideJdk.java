package io.pindown.agent.hook;

import java.lang.invoke.MethodHandles;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.security.ProtectionDomain;
import java.util.function.LongBinaryOperator;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The implementation of {@link Inside}: linked directly against the hook class and the JDK's internal Unsafe, with no
 * reflection. It is defined by a loader of its own, whose module alone java.base exports {@code jdk.internal.misc} to: the
 * rest of the agent shares the class path's module with the application, which must gain no access because of an agent.
 */
public final class InsideJdk implements Inside {
  private final byte[] lookupClass;
  private MethodHandles.Lookup lookup;

  // A static initialiser instead of a call of a constructor: reflection costs 3 ms at start on JDK 25.
  static {
    InternalUnsafe unsafe = InternalUnsafe.getUnsafe();
    unsafe.defineClass("java/lang/$PindownHooks", HandOver.hooks, 0, HandOver.hooks.length, null, null);
    HandOver.inside = new InsideJdk(HandOver.lookup);
  }

  private InsideJdk(byte[] lookupClass) {
    this.lookupClass = lookupClass;
  }

  @Override
  public void prepare(long[] lost) {
    PindownHooks.lost = lost;
    PindownHooks.prepare();
  }

  @Override
  public long[] lost() {
    return PindownHooks.lost;
  }

  @Override
  public void fromStart() {
    PindownHooks.fromStart = true;
  }

  @Override
  public boolean isFromStart() {
    return PindownHooks.fromStart;
  }

  @Override
  public void coverage(long expected, long proven) {
    PindownHooks.expected = expected;
    PindownHooks.proven = proven;
  }

  @Override
  public long proven() {
    return PindownHooks.proven;
  }

  @Override
  public long expected() {
    return PindownHooks.expected;
  }

  @Override
  public void onProve(Runnable prove) {
    PindownHooks.prove = prove;
  }

  @Override
  public void onLinked(UnaryOperator<Object> linked) {
    PindownHooks.linked = linked;
  }

  @Override
  public boolean subscribe(LongBinaryOperator[] sinks) {
    return PindownHooks.subscribe(sinks);
  }

  @Override
  public boolean unsubscribe(LongBinaryOperator[] sinks) {
    return PindownHooks.unsubscribe(sinks);
  }

  @Override
  public void narrow(LongBinaryOperator[] sinks, long fewest, byte[] marks, long[][] tags) {
    PindownHooks.narrow(sinks, fewest, marks, tags);
  }

  @Override
  public void distrust(int library, boolean begun) {
    PindownHooks.distrust(library, begun);
  }

  @Override
  public int subscribers() {
    return PindownHooks.subscribers();
  }

  @Override
  public void loseOne() {
    PindownHooks.loseOne();
  }

  @Override
  public int redefinitions(Class<?> type) {
    InternalUnsafe unsafe = InternalUnsafe.getUnsafe();
    return unsafe.getIntVolatile(type, unsafe.objectFieldOffset(Class.class, "classRedefinedCount"));
  }

  @Override
  public long allocate(long size) {
    return InternalUnsafe.getUnsafe().allocateMemory(size);
  }

  @Override
  public long reallocate(long base, long size) {
    return InternalUnsafe.getUnsafe().reallocateMemory(base, size);
  }

  @Override
  public void free(long base) {
    InternalUnsafe.getUnsafe().freeMemory(base);
  }

  @Override
  public void clean(ByteBuffer buffer) {
    InternalUnsafe.getUnsafe().invokeCleaner(buffer);
  }

  @Override
  public long address(Buffer buffer) {
    return PindownHooks.address(buffer);
  }

  @Override
  public long wordAt(long address) {
    return InternalUnsafe.getUnsafe().getLong(address);
  }

  @Override
  public byte byteAt(long address) {
    return InternalUnsafe.getUnsafe().getByte(address);
  }

  @Override
  @SuppressWarnings("unchecked")
  public synchronized MethodHandles.Lookup lookup() {
    if (lookup == null) {
      InternalUnsafe unsafe = InternalUnsafe.getUnsafe();
      Class<?> type = unsafe.defineClass("java/lang/$PindownLookup", lookupClass, 0, lookupClass.length, null, null);
      try {
        lookup = ((Supplier<MethodHandles.Lookup>) unsafe.allocateInstance(type)).get();
      } catch (Exception e) { // a start would load the class of each kind that is named here
        throw new RuntimeException("no instance of " + type.getName(), e);
      }
    }
    return lookup;
  }

  @Override
  public void define(byte[] classFile) {
    InternalUnsafe.getUnsafe().defineClass(null, classFile, 0, classFile.length, null, null);
  }

  @Override
  public void define(String name, byte[] classFile, ClassLoader loader, ProtectionDomain domain) {
    InternalUnsafe.getUnsafe().defineClass(name, classFile, 0, classFile.length, loader, domain);
  }

  @Override
  public void onUnmap(LongBinaryOperator munmap) {
    PindownUnmap.munmap = munmap;
  }

  @Override
  public void onTransfers(
      ObjLongConsumer<Object> buffers, ObjLongConsumer<Object> vectorBegin, ObjLongConsumer<Object> vectorEnd, LongBinaryOperator addresses) {
    PindownTransfers.buffers = buffers;
    PindownTransfers.vectorBegin = vectorBegin;
    PindownTransfers.vectorEnd = vectorEnd;
    PindownTransfers.addresses = addresses;
  }

  @Override
  public long missedTransfers() {
    return PindownTransfers.missed;
  }

  @Override
  public void allocated(long base, long size) {
    PindownHooks.allocated(base, size);
  }

  @Override
  public void freed(long base) {
    PindownHooks.freed(base);
  }

  @Override
  public void reallocationBegin(long base, long newSize) {
    PindownHooks.reallocationBegin(base, newSize);
  }

  @Override
  public void reallocationEnd(long base, long newBase) {
    PindownHooks.reallocationEnd(base, newBase);
  }

  @Override
  public void mapped(long base, long length) {
    PindownHooks.mapped(base, length);
  }

  @Override
  public void unmapped(long base, long length) {
    PindownHooks.unmapped(base, length);
  }

  @Override
  public void changeBegin(long start, long length) {
    PindownHooks.changeBegin(start, length);
  }

  @Override
  public void changeEnd(long start, long length) {
    PindownHooks.changeEnd(start, length);
  }

  @Override
  public void truncationBegin(long size) {
    PindownHooks.truncationBegin(size);
  }

  @Override
  public void truncationEnd(long size) {
    PindownHooks.truncationEnd(size);
  }
}
