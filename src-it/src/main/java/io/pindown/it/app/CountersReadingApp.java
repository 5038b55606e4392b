package io.pindown.it.app;

import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/** Reads a counters file by Agrona's own reader, from outside of the process that it is of: label and value of each counter. */
public final class CountersReadingApp {
  private static final int HEADER = 4096;

  private CountersReadingApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.READ)) {
      MappedByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      file.order(ByteOrder.nativeOrder());
      int counters = file.getInt(12);
      int metadata = counters * CountersReader.METADATA_LENGTH;
      CountersReader reader = new CountersReader(
          new UnsafeBuffer(file, HEADER, metadata), new UnsafeBuffer(file, HEADER + metadata, counters * CountersReader.COUNTER_LENGTH));
      reader.forEach((counter, type, key, label) -> {
        artefact.put(label, reader.getCounterValue(counter));
        artefact.put(label + ", type", type);
        artefact.put(label + ", key", key.getInt(0) + " " + key.getInt(4));
      });
    }
    artefact.write();
  }
}
