import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Registers memory for each use, as an application does that knows of no cache, and prints what the ring's table holds. */
public class RingUser {
  public static void main(String[] arguments) {
    if (!Ring.probe().available()) {
      System.out.println("unavailable: " + Ring.probe().cause());
      return;
    }
    Ring ring = Ring.open();
    Arena arena = Arena.ofConfined();
    MemorySegment memory = arena.allocate(1 << 20, 4096);
    for (int i = 0; i < 3; i++) {
      Region region = ring.register(memory);
      if (region.address() != memory.address() || region.length() != memory.byteSize() || !region.isOpen()) {
        System.out.println("not what was asked for: " + region);
      }
      region.close();
      region.close();
      System.out.println("open " + region.isOpen() + ", slots " + ring.regionCount());
    }
    // in use while its memory ends: stays until it is closed
    Region used = ring.register(memory);
    arena.close();
    Arena later = Arena.ofConfined();
    Region next = ring.register(later.allocate(1 << 20, 4096));
    System.out.println("memory freed in use, slots " + ring.regionCount());
    next.close();
    later.close();
    used.close();
    try {
      ring.register(0x10000, 4096);
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName());
    }
    try {
      ring.register(0, 0);
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName());
    }
    ring.close();
    try {
      ring.register(0x10000, 4096);
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getSimpleName());
    }
    System.out.println("done");
  }
}
