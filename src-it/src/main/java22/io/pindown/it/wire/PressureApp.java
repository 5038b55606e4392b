package io.pindown.it.wire;

import io.pindown.cache.Lease;
import io.pindown.it.app.Artefact;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Region;
import io.pindown.nic.uring.Ring;
import io.pindown.registrar.RegistrarException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Registers more than the ring's table and the limit on locked memory hold, in scenes of which each has a ring and a cache of its own.
 * To be run by an ordinary user with an RLIMIT_MEMLOCK of a few MiB.
 */
public final class PressureApp {
  static final int BLOCK = 256 << 10;
  static final int SLOTS = 8;
  private static final int PAGE = 4096;
  private static final int BLOCKS = 64;
  private static final int ENOUGH_SLOTS = 256;
  private static final MemorySegment ARRIVED = PressureScene.room(4 * BLOCK);

  private PressureApp() {}

  private interface Scene {
    void play(PressureScene scene) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    Capability capability = Ring.probe();
    artefact.put("available", capability.available());
    artefact.put("cause", capability.cause());
    artefact.put("limit", LockedMemory.limit());
    artefact.put("unlimited", LockedMemory.unlimited());
    if (capability.available()) {
      play(artefact, "memlock", ENOUGH_SLOTS, PressureApp::twiceThroughAll);
      play(artefact, "table", SLOTS, PressureApp::twiceThroughAll);
      play(artefact, "table-in-use", SLOTS, PressureApp::everythingInUse);
      play(artefact, "memlock-in-use", ENOUGH_SLOTS, PressureApp::everythingInUse);
      play(artefact, "narrow", ENOUGH_SLOTS, PressureApp::roomForAPartOnly);
      limit(artefact);
      play(artefact, "threads-table", SLOTS, PressureThreads::oneLeaseEach);
      play(artefact, "threads-memlock", ENOUGH_SLOTS, PressureThreads::oneLeaseEach);
      play(artefact, "greedy-table", SLOTS, PressureThreads::asManyAsTheyGet);
      play(artefact, "greedy-memlock", ENOUGH_SLOTS, PressureThreads::asManyAsTheyGet);
    }
    artefact.write();
  }

  private static void play(Artefact artefact, String name, int slots, Scene play) {
    try (PressureScene scene = new PressureScene(artefact, name, slots, PressureScene.roomy(name))) {
      play.play(scene);
    } catch (Throwable e) {
      artefact.failure(name + "/failure", e);
    }
  }

  /** More memory than can be pinned, none of it in use for long. */
  private static void twiceThroughAll(PressureScene scene) throws Exception {
    scene.allocate(BLOCKS, BLOCK);
    for (int i = 0; i < 2 * BLOCKS; i++) {
      scene.use(i % BLOCKS, ARRIVED);
    }
  }

  /** Takes leases until the device refuses, gives one back, then all. */
  private static void everythingInUse(PressureScene scene) throws Exception {
    scene.allocate(BLOCKS, BLOCK);
    List<Lease<Region>> held = new ArrayList<>();
    RegistrarException refusal = null;
    while (refusal == null && held.size() < BLOCKS) {
      try {
        held.add(scene.lease(held.size()));
      } catch (RegistrarException e) {
        refusal = e;
      }
    }
    scene.put("held", held.size());
    scene.put("refusal", refusal == null ? "none" : refusal.reason() + " " + refusal.getMessage());
    long first = scene.block(held.size()).address() & -PAGE;
    long last = scene.block(held.size()).address() + BLOCK - 1 & -PAGE;
    scene.put("refused-range", last + PAGE - first + " bytes at 0x" + Long.toHexString(first));
    for (int i = 0; i < held.size(); i++) {
      scene.send(held.get(i), scene.block(i), ARRIVED);
    }
    held.remove(0).release();
    scene.use(BLOCKS - 1, ARRIVED); // the one that was given back makes room
    scene.put("evictions-for-one", scene.cache().statistics().evictions());
    held.forEach(Lease::release);
    for (int i = 0; i < BLOCKS; i++) {
      scene.use(i, ARRIVED);
    }
    long hits = scene.cache().statistics().hits();
    scene.use(BLOCKS - 1, ARRIVED);
    scene.put("hits-after", scene.cache().statistics().hits() - hits);
  }

  /** What is asked for would fit, what it would be widened to does not, and all else is in use. */
  private static void roomForAPartOnly(PressureScene scene) throws Exception {
    scene.allocate(BLOCKS, BLOCK);
    List<Lease<Region>> held = new ArrayList<>();
    while (held.size() < BLOCKS && LockedMemory.pinned() + BLOCK + 4 * PAGE <= LockedMemory.limit()) {
      held.add(scene.lease(held.size()));
    }
    MemorySegment part = scene.block(BLOCKS - 1).asSlice(PAGE, 100);
    try (Lease<Region> lease = scene.lease(part)) {
      scene.put("why", lease.whyNotCached());
      scene.put("length", lease.length());
      scene.send(lease, part, ARRIVED);
    }
    held.forEach(Lease::release);
    scene.use(BLOCKS - 1, ARRIVED);
    try (Lease<Region> lease = scene.lease(part)) {
      scene.put("then-cached", lease.isCached());
    }
  }

  /** The cache's own limits, with everything in use. */
  private static void limit(Artefact artefact) {
    int most = 4;
    try (PressureScene scene =
        new PressureScene(artefact, "limit", ENOUGH_SLOTS, PressureScene.roomy("limit").withMaxRegistrations(most))) {
      scene.allocate(2 * most, BLOCK);
      List<Lease<Region>> held = new ArrayList<>();
      for (int i = 0; i < 2 * most; i++) {
        held.add(scene.lease(i));
        scene.send(held.get(i), scene.block(i), ARRIVED);
      }
      scene.put("why", held.get(most).whyNotCached());
      held.forEach(Lease::release);
      scene.put("regions-after", scene.cache().statistics().live());
      try (Lease<Region> lease = scene.lease(2 * most - 1)) {
        scene.put("then-cached", lease.isCached());
      }
    } catch (Throwable e) {
      artefact.failure("limit/failure", e);
    }
  }
}
