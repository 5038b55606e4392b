import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The first events of a JVM, where nothing is watched, and the first where something is; a class is loaded before and after either, for who reads the log. */
@SuppressWarnings("removal")
public class FirstEvents {
  static class NothingIsWatched {}
  static class NothingWasWatched {}
  static class SomethingIsWatched {}
  static class SomethingWasWatched {}

  public static void main(String[] arguments) throws Exception {
    Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    sun.misc.Unsafe unsafe = (sun.misc.Unsafe) field.get(null);
    unsafe.freeMemory(unsafe.allocateMemory(16)); // what the JDK itself loads for them
    unsafe.invokeCleaner(ByteBuffer.allocateDirect(16));

    new NothingIsWatched();
    events(unsafe, unsafe.allocateMemory(50_000), 70_000_000);
    new NothingWasWatched();

    WatchRegistry registry = AddressSpace.process().newRegistry("first");
    long base = unsafe.allocateMemory(50_000);
    long other = unsafe.allocateMemory(60_000);
    Watch moved = registry.watch(base, 50_000, 1);
    Watch freed = registry.watch(other, 4096, 2);
    boolean clean = moved.isClean() && freed.isClean();
    new SomethingIsWatched();
    events(unsafe, base, 70_000_000);
    unsafe.freeMemory(other);
    new SomethingWasWatched();
    System.out.println(clean && !moved.isClean() && !freed.isClean() ? "hit" : "not hit");
  }

  private static void events(sun.misc.Unsafe unsafe, long base, long more) throws Exception {
    unsafe.freeMemory(unsafe.reallocateMemory(base, more));
    unsafe.invokeCleaner(ByteBuffer.allocateDirect((int) more));
    Path file = Files.createTempFile("pindown-first-", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(20_000));
      unsafe.invokeCleaner(channel.map(MapMode.READ_WRITE, 0, 20_000));
      channel.truncate(10_000);
    } finally {
      Files.delete(file);
    }
  }
}
