package io.pindown.bench.trace.widen;

import io.pindown.bench.trace.record.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** The chunks that Netty allocates, by its own account: its flight recorder events, which know nothing of Pindown. */
public final class NettyChunks implements AutoCloseable {
  private static final String ALLOCATED = "io.netty.AllocateChunk";

  private final Recording recording = new Recording();

  public NettyChunks() {
    recording.enable(ALLOCATED).withoutThreshold().withoutStackTrace();
    recording.start();
  }

  /** Address and bytes of each direct chunk so far. */
  public List<Container> allocated() throws IOException {
    Path file = Files.createTempFile("chunks", ".jfr");
    try {
      recording.stop();
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(ALLOCATED) && event.getBoolean("direct"))
          .map(event -> new Container(event.getLong("address"), event.getInt("capacity")))
          .toList();
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
