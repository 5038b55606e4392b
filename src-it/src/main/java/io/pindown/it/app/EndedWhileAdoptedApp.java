package io.pindown.it.app;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registry.AddressSpace;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/**
 * Memory that is adopted by its owner, after a loss has made all of it unknown, while another thread ends it: the thread that adopts is kept
 * waiting for a monitor on its way, until the other one is through or waits, too.
 */
public final class EndedWhileAdoptedApp {
  private final Artefact artefact = new Artefact();
  private final AddressSpace space = AddressSpace.process();
  private final RegistrationCache<Long> cache = RegistrationCache.of(new CountingRegistrar(), CacheOptions.defaults("ended"));
  private Object adopter;
  private Object older;

  private EndedWhileAdoptedApp() {}

  /** Something that ends memory. */
  public interface End {
    void run() throws Exception;
  }

  /** Memory, and what owns it and ends it. */
  public record Owned(long address, long length, Object owner, End end) {}

  /** Takes memory of some kind. */
  public interface Kind {
    Owned take() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    EndedWhileAdoptedApp app = new EndedWhileAdoptedApp();
    app.control();
    app.look("direct", EndedWhileAdoptedApp::direct, true);
    try (MappedFile file = new MappedFile(700_001)) {
      app.look("mapped", () -> buffer(file.channel.map(MapMode.READ_WRITE, 0, 600_011)), true);
    }
    for (String more : args) {
      Class.forName(more).getMethod("addTo", EndedWhileAdoptedApp.class).invoke(null, app);
    }
    app.artefact.write();
  }

  private static Owned direct() throws ReflectiveOperationException {
    return buffer(ByteBuffer.allocateDirect(300_007));
  }

  private static Owned buffer(ByteBuffer buffer) throws ReflectiveOperationException {
    return new Owned(OffHeap.address(buffer), buffer.capacity(), buffer, () -> OffHeap.invokeCleaner(buffer));
  }

  /** Nobody ends it: it is adopted. Finds the monitors, too, of which one is there only then. */
  private void control() throws Exception {
    Owned memory = direct();
    lose();
    artefact.put("nobody.unknown", !isKnown(memory));
    artefact.put("nobody", lease(memory));
    artefact.put("nobody.known", isKnown(memory));
    memory.end.run();
    adopter = field(space, "adopter");
    older = field(field(space, "link"), "older");
  }

  /** {@code locked} says whether its owner is behind a lock, so that it cannot end while it is recorded. */
  public void look(String name, Kind kind, boolean locked) throws Exception {
    race(name + ".before-it-is-recorded", kind.take(), older, false);
    race(name + ".while-it-is-recorded", kind.take(), adopter, locked);
  }

  private void race(String name, Owned memory, Object monitor, boolean ends) throws Exception {
    lose();
    String[] how = new String[1];
    Thread adopting = new Thread(() -> how[0] = lease(memory));
    Thread ending = new Thread(() -> end(memory));
    synchronized (monitor) {
      adopting.start();
      Meeting.until("the adoption of " + name, () -> waitsFor(adopting, monitor));
      ending.start();
      Meeting.until("the end of " + name, () -> ends ? ending.getState() == Thread.State.BLOCKED : !ending.isAlive());
    }
    adopting.join();
    ending.join();
    if (!ends) {
      artefact.put(name, how[0]); // else one of the two comes first
    }
    artefact.put(name + ".known", isKnown(memory));
  }

  /** Memory that the collector ends, found with all else that is to be found; its cleaner waits until it is recorded. */
  public void collected(String name, long address, long length, Runnable drop) throws Exception {
    lose();
    Thread adopting = new Thread(space::adoptAll);
    synchronized (adopter) {
      adopting.start();
      Meeting.until("the adoption of " + name, () -> waitsFor(adopting, adopter));
      drop.run();
      Meeting.until("the cleaner of " + name, () -> {
        System.gc();
        return Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("Common-Cleaner") && thread.getState() == Thread.State.BLOCKED);
      });
    }
    adopting.join();
    Meeting.until("the end of " + name, () -> space.containerAround(address, address + length) == 0);
    artefact.put(name + ".known", false);
  }

  private static boolean waitsFor(Thread thread, Object monitor) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
    LockInfo lock = info == null ? null : info.getLockInfo();
    return lock != null && lock.getIdentityHashCode() == System.identityHashCode(monitor);
  }

  private static void end(Owned memory) {
    try {
      memory.end.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String lease(Owned memory) {
    try (Lease<Long> lease = cache.acquire(memory.address, memory.length, Access.LOCAL_READ, memory.owner)) {
      return lease.isCached() ? "cached" : lease.whyNotCached().toString();
    }
  }

  private boolean isKnown(Owned memory) {
    return space.containerAround(memory.address, memory.address + memory.length) != 0;
  }

  /** What an event does that fails: no container is known after it. */
  private void lose() throws ReflectiveOperationException {
    Method lose = AddressSpace.class.getDeclaredMethod("loseOne");
    lose.setAccessible(true);
    lose.invoke(space);
    space.settleLosses();
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
