package io.pindown.it.foreign;

import io.pindown.it.app.EndedWhileAdoptedApp;
import io.pindown.it.app.EndedWhileAdoptedApp.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of arenas that any thread may close, and of one that the collector does. */
public final class EndedArenas {
  private static MemorySegment collected;

  private EndedArenas() {}

  public static void addTo(EndedWhileAdoptedApp app) throws Exception {
    app.look("shared", EndedArenas::shared, false);
    collected = Arena.ofAuto().allocate(400_009, 1);
    app.collected("auto", collected.address(), collected.byteSize(), () -> collected = null);
  }

  private static Owned shared() {
    Arena arena = Arena.ofShared();
    MemorySegment segment = arena.allocate(200_003, 1);
    return new Owned(segment.address(), segment.byteSize(), segment, arena::close);
  }
}
