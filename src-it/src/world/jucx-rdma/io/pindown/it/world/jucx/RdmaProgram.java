package io.pindown.it.world.jucx;


import io.pindown.it.app.Artefact;
import io.pindown.it.app.MappedFile;
import io.pindown.it.app.NativeCounts;
import io.pindown.it.app.OffHeap;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.openucx.jucx.ucp.UcpMemory;

/**
 * jucx where registrations pin: what arrives, against what the program reads, after the memory behind an address has become other memory.
 * Arguments: who tells UCX's own cache of memory, {@code ucx}, {@code pindown} or {@code nobody}; how the program registers what peers write
 * to, {@code each} time or {@code naive}ly once for each address.
 */
public final class RdmaProgram {
  private static final int SIZE = 160 << 10; // the environment has the C library map each such block by itself
  private static final int ROUNDS = 3;

  private final Artefact artefact;
  private final boolean naive;
  private final Map<Long, UcpMemory> kept = new HashMap<>();

  private RdmaProgram(Artefact artefact, boolean naive) {
    this.artefact = artefact;
    this.naive = naive;
  }

  private interface Path {
    /** Memory of a round, written to; its end when it is closed. */
    ByteBuffer open() throws Exception;
  }

  public static void main(String[] arguments) throws Throwable {
    Artefact artefact = new Artefact();
    int exit = 0;
    try {
      switch (arguments[0]) {
        case "pindown" -> Class.forName("io.pindown.nic.ucx.UcxMemoryEvents").getMethod("install").invoke(null);
        case "nobody" -> Class.forName("io.pindown.it.world.jucx.NobodyTells").getMethod("declare").invoke(null);
        default -> { }
      }
      RdmaProgram program = new RdmaProgram(artefact, arguments[1].equals("naive"));
      program.path("direct-buffer", () -> ByteBuffer.allocateDirect(SIZE));
      program.path("file-map", () -> {
        try (MappedFile file = new MappedFile(SIZE)) {
          return file.channel.map(MapMode.PRIVATE, 0, SIZE);
        }
      });
    } catch (Throwable e) {
      artefact.failure("failure", e);
      exit = 1;
    }
    artefact.write();
    Runtime.getRuntime().halt(exit);
  }

  private void path(String name, Path path) throws Exception {
    try (Pair pair = new Pair()) {
      sends(pair, name, path);
      writes(pair, name, path);
    }
  }

  /** Sent from: UCX registers by itself, and keeps it. */
  private void sends(Pair pair, String name, Path path) throws Exception {
    int wrong = 0;
    int reused = 0;
    Set<Long> seenBefore = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      ByteBuffer buffer = path.open();
      byte with = (byte) ('a' + round);
      fill(buffer, with);
      reused += seenBefore.add(OffHeap.address(buffer)) ? 0 : 1;
      for (int twice = 0; twice < 2; twice++) {
        wrong += isAll(pair.sendImplicit(buffer.duplicate()), with) ? 0 : 1;
      }
      OffHeap.invokeCleaner(buffer);
    }
    artefact.put(name + "/sends-wrong", wrong);
    artefact.put(name + "/sends-reused", reused);
  }

  /** Written to by a peer: the program registers, and gives the peer the key. */
  private void writes(Pair pair, String name, Path path) throws Exception {
    int wrong = 0;
    int reused = 0;
    Set<Long> seenBefore = new HashSet<>();
    long before = NativeCounts.made();
    ByteBuffer source = ByteBuffer.allocateDirect(SIZE);
    for (int round = 0; round < ROUNDS; round++) {
      ByteBuffer buffer = path.open();
      fill(buffer, (byte) '-');
      byte with = (byte) ('A' + round);
      fill(source, with);
      long address = OffHeap.address(buffer);
      reused += seenBefore.add(address) ? 0 : 1;
      for (int twice = 0; twice < 2; twice++) {
        UcpMemory memory = naive ? kept.get(address) : null;
        if (memory == null) {
          memory = pair.far.registerMemory(buffer.duplicate());
        }
        pair.put(source.duplicate(), memory, address);
        byte[] seen = new byte[SIZE];
        buffer.get(0, seen);
        wrong += isAll(seen, with) ? 0 : 1;
        if (naive) {
          kept.put(address, memory);
        } else {
          memory.deregister();
        }
      }
      OffHeap.invokeCleaner(buffer);
    }
    for (UcpMemory memory : kept.values()) {
      memory.deregister();
    }
    kept.clear();
    artefact.put(name + "/writes-wrong", wrong);
    artefact.put(name + "/writes-reused", reused);
    artefact.put(name + "/registrations", NativeCounts.made() - before);
  }

  /** In one go each: emulated processors are slow. */
  private static void fill(ByteBuffer buffer, byte with) {
    byte[] bytes = new byte[buffer.capacity()];
    Arrays.fill(bytes, with);
    buffer.put(0, bytes);
  }

  private static boolean isAll(byte[] bytes, byte with) {
    byte[] expected = new byte[SIZE];
    Arrays.fill(expected, with);
    return Arrays.equals(bytes, expected);
  }
}
