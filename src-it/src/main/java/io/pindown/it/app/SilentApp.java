package io.pindown.it.app;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/** Uses off-heap memory and says so: whatever else is on its streams was said by somebody else. */
public final class SilentApp {
  private SilentApp() {}

  public static void main(String[] args) throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(1_000_003);
    System.out.println("direct " + direct.capacity());
    try (MappedFile file = new MappedFile(10_007)) {
      System.out.println("mapped " + file.channel.map(MapMode.READ_ONLY, 0, 10_007).capacity());
    }
    direct = null;
    System.gc();
    System.err.println("an error of the program's own");
    new IllegalStateException("and a stack").printStackTrace();
    if (args.length > 0) {
      System.exit(Integer.parseInt(args[0]));
    }
  }
}
