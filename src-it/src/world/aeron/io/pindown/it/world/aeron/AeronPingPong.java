package io.pindown.it.world.aeron;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages there and back through an embedded media driver, over shared memory and over UDP; streams opened and closed on the way. */
public final class AeronPingPong {
  private static final int LARGEST = 1_200;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

  private AeronPingPong() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      String folder = Path.of("aeron").toAbsolutePath().toString();
      MediaDriver.Context driver = new MediaDriver.Context()
          .aeronDirectoryName(folder).threadingMode(ThreadingMode.SHARED).dirDeleteOnStart(true).dirDeleteOnShutdown(true)
          .ipcTermBufferLength(1 << 20).publicationTermBufferLength(1 << 20).publicationLingerTimeoutNs(10_000_000L);
      try (MediaDriver running = MediaDriver.launch(driver);
          Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(running.aeronDirectoryName()))) {
        for (int stream = 0; stream < trial.count("streams", 2); stream++) {
          trial.result("ipc-" + stream, pingPong(trial, aeron, "aeron:ipc", 100 + 2 * stream));
          trial.result("udp-" + stream, pingPong(trial, aeron, "aeron:udp?endpoint=127.0.0.1:" + (24_325 + stream), 500 + 2 * stream));
        }
      }
    });
  }

  /** One client's both ends. */
  private static String pingPong(Trial trial, Aeron aeron, String channel, int stream) {
    try (Publication ping = aeron.addPublication(channel, stream);
        Subscription pinged = aeron.addSubscription(channel, stream);
        Publication pong = aeron.addPublication(channel, stream + 1);
        Subscription ponged = aeron.addSubscription(channel, stream + 1)) {
      SplittableRandom random = new SplittableRandom(trial.seed() + stream);
      int right = 0;
      int messages = trial.count("messages", 300);
      UnsafeBuffer out = new UnsafeBuffer(new byte[LARGEST]);
      ExpandableArrayBuffer echo = new ExpandableArrayBuffer(LARGEST);
      byte[] read = new byte[LARGEST];
      int[] length = new int[1];
      FragmentHandler atServer = (buffer, offset, size, header) -> {
        trial.outlet().send(buffer.addressOffset() + offset, size);
        buffer.getBytes(offset, echo, 0, size);
        length[0] = size;
      };
      FragmentHandler atClient = (buffer, offset, size, header) -> {
        trial.outlet().send(buffer.addressOffset() + offset, size);
        buffer.getBytes(offset, read, 0, size);
        length[0] = size;
      };
      for (int i = 0; i < messages; i++) {
        byte[] message = Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST));
        out.putBytes(0, message);
        offer(ping, out, message.length);
        poll(pinged, atServer, length);
        out.putBytes(0, echo, 0, length[0]);
        offer(pong, out, length[0]);
        poll(ponged, atClient, length);
        right += length[0] == message.length && Arrays.equals(read, 0, length[0], message, 0, length[0]) ? 1 : 0;
      }
      return right + " of " + messages;
    }
  }

  private static void offer(Publication publication, UnsafeBuffer buffer, int length) {
    long end = System.nanoTime() + LIMIT;
    for (long position; (position = publication.offer(buffer, 0, length)) < 0; ) {
      if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED || System.nanoTime() > end) {
        throw new IllegalStateException("cannot offer on " + publication.channel() + ": " + position);
      }
      Thread.yield();
    }
  }

  private static void poll(Subscription subscription, FragmentHandler handler, int[] length) {
    long end = System.nanoTime() + LIMIT;
    length[0] = -1;
    while (subscription.poll(handler, 1) == 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("nothing came on " + subscription.channel());
      }
      Thread.yield();
    }
  }
}
