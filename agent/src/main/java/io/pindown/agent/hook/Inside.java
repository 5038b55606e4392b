package io.pindown.agent.hook;

import java.lang.invoke.MethodHandles;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.security.ProtectionDomain;
import java.util.function.LongBinaryOperator;
import java.util.function.ObjLongConsumer;
import java.util.function.UnaryOperator;

/**
 * The agent's way into java.base: the hook class, real allocations for the self-test, and a lookup with the rights of
 * java.base. There is one instance in a JVM, and only the agent holds it. Thread-safe.
 */
public interface Inside {
  /** Gives the hook class its lost-event cell and lets it find its offsets; before any class is rewritten. */
  void prepare(long[] lost);

  /** The cell given to {@link #prepare}. */
  long[] lost();

  /** Says that the application has not begun yet. */
  void fromStart();

  boolean isFromStart();

  /** Sets both coverage masks, the proven one last. */
  void coverage(long expected, long proven);

  long proven();

  long expected();

  void onProve(Runnable prove);

  void onLinked(UnaryOperator<Object> linked);

  boolean subscribe(LongBinaryOperator[] sinks);

  boolean unsubscribe(LongBinaryOperator[] sinks);

  /** What a subscriber does not need; see the hook class. */
  void narrow(LongBinaryOperator[] sinks, long fewest, byte[] marks, long[][] tags);

  /** No memory begins by this library any more; see the hook class. */
  void distrust(int library, boolean begun);

  /** Who has subscribed: core, copies of it that other loaders have, the self-test. */
  int subscribers();

  /** Moves the cell of lost events. */
  void loseOne();

  /** How often the VM has replaced a class, or one that it extends. */
  int redefinitions(Class<?> type);

  // ---- real memory, through the JDK's own methods ----

  long allocate(long size);

  long reallocate(long base, long size);

  void free(long base);

  /** Ends a direct or mapped buffer at once. */
  void clean(ByteBuffer buffer);

  /** The address of a direct buffer's first byte, 0 for any other. */
  long address(Buffer buffer);

  /** The eight bytes at an address. */
  long wordAt(long address);

  /** The byte at an address. */
  byte byteAt(long address);

  /** A lookup of java.base itself: linking native functions needs no flag from there, and no package is closed to it. */
  MethodHandles.Lookup lookup();

  /** Defines one more class inside java.base, under the name that it has in its file; once. */
  void define(byte[] classFile);

  /** Defines a class of a loader as if that loader had loaded it; does not link it. {@code name} is the internal one, which transformers are told. */
  void define(String name, byte[] classFile, ClassLoader loader, ProtectionDomain domain);

  /** What unmaps for the native that is replaced; after its class has been defined and before that. */
  void onUnmap(LongBinaryOperator munmap);

  // ---- transfers, for who observes them ----

  /** Has the hooks in channels hand over what they see, to four sinks as in the class PindownTransfers, which has been defined; nulls for no longer. */
  void onTransfers(
      ObjLongConsumer<Object> buffers, ObjLongConsumer<Object> vectorBegin, ObjLongConsumer<Object> vectorEnd, LongBinaryOperator addresses);

  /** Transfers that could not be handed over, 0 or above. */
  long missedTransfers();

  // ---- events that the agent itself delivers, for native functions called through linked handles ----

  void allocated(long base, long size);

  void freed(long base);

  void reallocationBegin(long base, long newSize);

  void reallocationEnd(long base, long newBase);

  void mapped(long base, long length);

  void unmapped(long base, long length);

  void changeBegin(long start, long length);

  void changeEnd(long start, long length);

  void truncationBegin(long size);

  void truncationEnd(long size);
}
