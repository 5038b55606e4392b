package io.pindown.it.foreign;

import io.pindown.it.app.HookedPath;
import java.util.Map;

/** All paths of this package. */
public final class ForeignPaths {
  private ForeignPaths() {}

  public static void addTo(Map<String, HookedPath> paths) {
    ArenaPaths.addTo(paths);
    SegmentMappingPaths.addTo(paths);
    MallocPaths.addTo(paths);
    MappingCallPaths.addTo(paths);
    MremapPaths.addTo(paths);
    AdvicePaths.addTo(paths);
    FileCallPaths.addTo(paths);
    SyscallPaths.addTo(paths);
    LibraryLookupPaths.addTo(paths);
  }
}
