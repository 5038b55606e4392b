package io.pindown.agent.adopt;

import io.pindown.registry.Adopter;
import io.pindown.registry.Adoption;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.Buffer;

/**
 * Has containers adopted that are older than the hooks: what buffers' cleaners will free or unmap, and what automatic arenas will, all at
 * once; and what an arena will that one of its segments leads to. Thread-safe.
 *
 * <p>A cleaner leaves its list under a lock before it frees, so what is adopted with that lock held has its free still to come. That free
 * is hooked, since the hooks were in before the lock was taken; and the freeing thread sees what was adopted, since it takes the lock
 * later. A shared arena is closed by a CAS, or a volatile write, on its state before anything is freed: the state is read between
 * recording and relying. A confined arena's memory is adopted in its own thread only. Recording and relying are one step to other
 * threads here, under this.
 */
public final class OlderMemory {
  /** Longest list of an arena that is searched; an arena of more allocations than that keeps the others to itself. */
  private static final int LONGEST = 1 << 16;

  private final Extents extents;
  private final Buffers buffers;
  private final CleanerList bufferCleaners;
  private final CleanerList objectCleaners;
  private final Sessions sessions;

  private OlderMemory(Extents extents, Buffers buffers, CleanerList bufferCleaners, CleanerList objectCleaners, Sessions sessions) {
    this.extents = extents;
    this.buffers = buffers;
    this.bufferCleaners = bufferCleaners;
    this.objectCleaners = objectCleaners;
    this.sessions = sessions;
  }

  /**
   * @param lookup a lookup of java.base
   * @throws ReflectiveOperationException if this JDK keeps its cleaners in another way than 17 to 26 do
   */
  public static OlderMemory of(MethodHandles.Lookup lookup, int jdk) throws ReflectiveOperationException {
    Internals internals = new Internals(lookup);
    CleanerList ofBuffers = jdk >= 26 ? NodeCleaners.ofBuffers(internals) : LinkedCleaners.ofBuffers(internals);
    Sessions sessions = jdk >= 21 ? new Sessions(internals) : null;
    CleanerList ofObjects = sessions == null ? null : objects(internals);
    return new OlderMemory(new Extents(internals), new Buffers(internals), ofBuffers, ofObjects, sessions);
  }

  /** The cleaners of the JDK's own objects, with the automatic arenas'. */
  private static CleanerList objects(Internals internals) throws ReflectiveOperationException {
    Object common = internals.field("jdk.internal.ref.CleanerFactory", "commonCleaner").get();
    Object cleaner = internals.field(Cleaner.class, "impl").get(common);
    try {
      return NodeCleaners.ofObjects(internals, internals.field("jdk.internal.ref.CleanerImpl", "activeList").get(cleaner));
    } catch (NoSuchFieldException e) {
      return LinkedCleaners.ofObjects(internals, internals.field("jdk.internal.ref.CleanerImpl", "phantomCleanableList").get(cleaner));
    }
  }

  /** Adopts what can be found without being led to it. */
  public Found adoptAll(Adopter adopter) {
    Found found = new Found();
    long begun = System.nanoTime();
    for (Object cleaner : bufferCleaners.snapshot()) {
      Extent extent = extents.of(bufferCleaners.action(cleaner));
      if (extent == null) {
        found.otherCleaner();
      } else if (extent.isTooSmall()) {
        found.tooSmall();
      } else if (adopt(cleaner, extent, adopter)) {
        found.buffer(extent.size());
      }
    }
    if (objectCleaners != null) {
      for (Object cleaner : objectCleaners.snapshot()) {
        Object resources = objectCleaners.action(cleaner);
        if (sessions.isResourceList(resources)) {
          adoptArena(cleaner, resources, adopter, found);
        }
      }
    }
    found.took(System.nanoTime() - begun);
    return found;
  }

  private synchronized void adoptArena(Object cleaner, Object resources, Adopter adopter, Found found) {
    synchronized (objectCleaners.lock()) {
      if (!objectCleaners.holds(cleaner)) {
        return;
      }
      boolean any = false;
      int looked = 0;
      for (Object at = sessions.first(resources); at != null && looked < LONGEST; at = sessions.next(at), looked++) {
        Extent extent = extents.of(at);
        if (extent == null || extent.isTooSmall()) {
          found.leftInArena(extent != null);
        } else if (adopter.record(extent.base(), extent.size(), extent.mapping())) {
          adopter.rely(extent.base(), extent.size(), extent.mapping());
          found.block(extent.size());
          any = true;
        }
      }
      if (any) {
        found.arena();
      }
    }
  }

  private synchronized boolean adopt(Object cleaner, Extent extent, Adopter adopter) {
    synchronized (bufferCleaners.lock()) {
      if (!bufferCleaners.holds(cleaner) || !adopter.record(extent.base(), extent.size(), extent.mapping())) {
        return false;
      }
      adopter.rely(extent.base(), extent.size(), extent.mapping());
      return true;
    }
  }

  /** Adopts what {@code [start, end)} is part of, if {@code owner}, a buffer or a segment, leads to it. */
  public Adoption adopt(Object owner, long start, long end, Adopter adopter) {
    try {
      if (owner instanceof Buffer) {
        Object segment = buffers.segment(owner);
        return segment == null ? byBuffer(owner, start, end, adopter) : bySegment(segment, start, end, adopter);
      }
      return bySegment(owner, start, end, adopter);
    } catch (Throwable e) {
      return Adoption.UNKNOWN; // of a buffer of another make than the JDK's
    } finally {
      Reference.reachabilityFence(owner);
    }
  }

  private Adoption byBuffer(Object buffer, long start, long end, Adopter adopter) throws Throwable {
    Object cleaner = buffers.cleaner(buffer);
    if (cleaner == null) {
      return Adoption.NO_CLEANER;
    }
    Extent extent = extents.of(bufferCleaners.action(cleaner));
    if (extent == null || extent.base() != 0L && !extent.contains(start, end)) {
      return Adoption.UNKNOWN;
    }
    if (extent.isTooSmall()) {
      return Adoption.TOO_SMALL;
    }
    synchronized (bufferCleaners.lock()) {
      if (!bufferCleaners.holds(cleaner)) {
        return Adoption.ENDED;
      }
    }
    adopt(cleaner, extent, adopter);
    return Adoption.ADOPTED;
  }

  private Adoption bySegment(Object segment, long start, long end, Adopter adopter) {
    if (sessions == null || !sessions.isSegment(segment)) {
      return Adoption.UNKNOWN;
    }
    Object session = sessions.session(segment);
    Object resources = sessions.resources(session);
    if (resources == null) {
      return Adoption.FOREIGN;
    }
    Object thread = sessions.owner(session);
    if (thread != null && thread != Thread.currentThread()) {
      return Adoption.CONFINED;
    }
    Extent extent = extents.of(sessions.beside(resources));
    int looked = 0;
    for (Object at = sessions.first(resources); (extent == null || !extent.contains(start, end)) && at != null; at = sessions.next(at)) {
      if (++looked > LONGEST) {
        return Adoption.UNKNOWN;
      }
      extent = extents.of(at);
    }
    if (!sessions.isOpen(session)) {
      return Adoption.ENDED;
    }
    if (extent == null || !extent.contains(start, end)) {
      return Adoption.FOREIGN;
    }
    return extent.isTooSmall() ? Adoption.TOO_SMALL : bySession(session, extent, adopter);
  }

  private synchronized Adoption bySession(Object session, Extent extent, Adopter adopter) {
    boolean recorded = adopter.record(extent.base(), extent.size(), extent.mapping());
    if (!sessions.isOpen(session)) {
      if (recorded) {
        adopter.withdraw(extent.base());
      }
      return Adoption.ENDED;
    }
    if (recorded) {
      adopter.rely(extent.base(), extent.size(), extent.mapping());
    }
    return Adoption.ADOPTED;
  }
}
