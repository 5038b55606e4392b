package io.pindown.it.app;

import io.pindown.registry.EventKind;
import java.nio.ByteBuffer;
import java.util.Map;

/** The direct buffer that the JDK takes behind a heap buffer, cached by the thread and freed when the thread ends. */
final class TemporaryBufferPaths {
  private static final int SIZE = 1_299_709;

  private TemporaryBufferPaths() {}

  static void addTo(Map<String, HookedPath> paths) {
    paths.put("temporary-buffer", TemporaryBufferPaths::heapWrite);
  }

  private static void heapWrite(Scene scene) throws Exception {
    scene.collectGarbage();
    try (MappedFile file = new MappedFile(1)) {
      ByteBuffer heap = ByteBuffer.allocate(SIZE);
      Throwable[] failure = new Throwable[1];
      Thread writer = new Thread(() -> {
        try {
          scene.note("written", file.channel.write(heap, 0));
          scene.count("allocated.events", EventKind.ALLOCATED);
          scene.count("freed.events.while-alive", EventKind.FREED);
        } catch (Throwable e) {
          failure[0] = e;
        }
      }, "writer");
      writer.start();
      writer.join();
      if (failure[0] != null) {
        throw failure[0] instanceof Exception e ? e : new Exception(failure[0]);
      }
      scene.count("freed.events", EventKind.FREED);
      scene.containers("containers");
      scene.step("thread-ended");
    }
  }
}
