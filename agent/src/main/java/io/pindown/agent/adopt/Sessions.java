package io.pindown.agent.adopt;

import java.lang.invoke.VarHandle;

/** The insides of arenas, as they are from JDK 21 to 26: a session has a list of what it will clean up. Immutable. */
final class Sessions {
  private static final String SESSION = "jdk.internal.foreign.MemorySessionImpl";
  private static final String LIST = SESSION + "$ResourceList";
  private static final String CLEANUP = LIST + "$ResourceCleanup";

  private final Class<?> segmentType;
  private final Class<?> listType;
  private final VarHandle scope;
  private final VarHandle resources;
  private final VarHandle owner;
  private final VarHandle state;
  private final VarHandle first;
  private final VarHandle next;
  /** From 25 on, the first clean-up of a confined arena is not in its list but beside it; null before. */
  private final VarHandle beside;
  private final Class<?> confinedListType;

  /** @throws ReflectiveOperationException where arenas are not like that, or not there */
  Sessions(Internals internals) throws ReflectiveOperationException {
    segmentType = Internals.type("jdk.internal.foreign.AbstractMemorySegmentImpl");
    listType = Internals.type(LIST);
    scope = internals.field(segmentType, "scope");
    resources = internals.field(SESSION, "resourceList");
    owner = internals.field(SESSION, "owner");
    state = internals.field(SESSION, "state");
    first = internals.field(listType, "fst");
    next = internals.field(CLEANUP, "next");
    confinedListType = Internals.type("jdk.internal.foreign.ConfinedSession$ConfinedResourceList");
    beside = beside(internals, confinedListType);
  }

  private static VarHandle beside(Internals internals, Class<?> list) throws ReflectiveOperationException {
    try {
      return internals.field(list, "cache");
    } catch (NoSuchFieldException e) {
      return null;
    }
  }

  boolean isSegment(Object object) {
    return segmentType.isInstance(object);
  }

  boolean isResourceList(Object action) {
    return listType.isInstance(action);
  }

  /** The session of a segment. */
  Object session(Object segment) {
    return (Object) scope.get(segment);
  }

  /** What a session will clean up; null if it cleans nothing up. */
  Object resources(Object session) {
    return (Object) resources.get(session);
  }

  /** The thread that alone may use and close a session; null if all may. */
  Object owner(Object session) {
    return (Object) owner.get(session);
  }

  /** Whether nobody has begun to close a session; in 21 to 26 the states of that are below 0. */
  boolean isOpen(Object session) {
    return (int) state.getVolatile(session) >= 0;
  }

  /** The latest clean-up of a list, null if there is none. */
  Object first(Object resourceList) {
    return (Object) first.getVolatile(resourceList);
  }

  /** A clean-up that belongs to a list and is not in it; null if there is none. */
  Object beside(Object resourceList) {
    return beside != null && confinedListType.isInstance(resourceList) ? (Object) beside.get(resourceList) : null;
  }

  /** The clean-up that was added before. */
  Object next(Object cleanUp) {
    return (Object) next.getVolatile(cleanUp);
  }
}
