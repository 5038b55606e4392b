package io.pindown.demo.harness;

import io.pindown.demo.jucx.JucxTraffic;
import io.pindown.demo.measure.CacheCounts;
import io.pindown.demo.measure.JucxBytes;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import sun.misc.Unsafe;

/** Main class of a process that uses jucx. Commands on standard input: {@code bytes}, {@code round BYTES TIMES}; it ends with its input. */
public final class JucxProcess {
  /** Above the largest block that glibc takes from its heap: freed and allocated again it is other memory, at the same address. */
  private static final int BLOCK = 40 << 20;

  private static final int WRITTEN = 1 << 20;
  private static final int BLOCKS = 8;
  private static final int WRITES = 3;

  private JucxProcess() {
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    try (JucxTraffic traffic = new JucxTraffic();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      ByteBuffer buffer = null;
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        String[] words = command.split(" ");
        if (words[0].equals("bytes")) {
          System.out.println(Json.line(bytes(traffic)));
        } else {
          int size = Integer.parseInt(words[1]);
          buffer = buffer != null && buffer.capacity() == size ? buffer : ByteBuffer.allocateDirect(size);
          System.out.println(traffic.registerAndDeregister(buffer, Integer.parseInt(words[2])));
        }
      }
    }
  }

  private static JucxBytes bytes(JucxTraffic traffic) throws Exception {
    CacheProbe probe = new CacheProbe();
    ByteBuffer source = ByteBuffer.allocateDirect(WRITTEN);
    long wrong = 0;
    for (int block = 0; block < BLOCKS; block++) {
      ByteBuffer target = ByteBuffer.allocateDirect(BLOCK);
      for (int write = 0; write < WRITES; write++) {
        fill(source, (byte) (block * WRITES + write + 1));
        traffic.write(source.duplicate(), target.duplicate().limit(WRITTEN));
        wrong += source.equals(target.duplicate().limit(WRITTEN)) ? 0 : 1;
      }
      free(target);
    }
    probe.awaitInvalidations(probe.read().isPresent() ? BLOCKS : 0);
    CacheCounts counts = probe.read().orElse(null);
    long messages = BLOCKS * WRITES;
    return counts == null
        ? new JucxBytes(messages, wrong, messages, null, null)
        : new JucxBytes(messages, wrong, counts.misses(), counts.hits(), counts.invalidations());
  }

  private static void fill(ByteBuffer buffer, byte with) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, with);
    }
  }

  /** As Netty and Lucene do. */
  private static void free(ByteBuffer buffer) throws ReflectiveOperationException {
    Field instance = Unsafe.class.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    ((Unsafe) instance.get(null)).invokeCleaner(buffer);
  }
}
