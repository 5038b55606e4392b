package io.pindown.agent.adopt;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;

/** From a direct buffer, a slice, a view or a duplicate of one to what its memory belongs to. Immutable. */
final class Buffers {
  /** More views of views than anybody makes. */
  private static final int DEEPEST = 64;

  private final Class<?> direct;
  private final MethodHandle cleaner;
  private final MethodHandle attachment;
  private final VarHandle segment;

  Buffers(Internals internals) throws ReflectiveOperationException {
    String name = "sun.nio.ch.DirectBuffer";
    direct = Internals.type(name);
    cleaner = internals.method(name, "cleaner");
    attachment = internals.method(name, "attachment");
    segment = internals.field(Buffer.class, "segment");
  }

  /** The segment that a buffer was made of, or null. */
  Object segment(Object buffer) {
    return (Object) segment.get(buffer);
  }

  /** The cleaner that will free what a buffer shows; null if there is none. */
  Object cleaner(Object buffer) throws Throwable {
    Object at = buffer;
    for (int depth = 0; depth < DEEPEST && direct.isInstance(at); depth++) {
      Object found = (Object) cleaner.invoke(at);
      if (found != null) {
        return found;
      }
      at = (Object) attachment.invoke(at);
    }
    return null;
  }
}
