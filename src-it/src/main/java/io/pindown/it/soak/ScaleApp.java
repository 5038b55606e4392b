package io.pindown.it.soak;

import io.pindown.it.app.Artefact;
import io.pindown.registry.AddressSpace;

/**
 * Many registries and watches, then many caches and registrations. Arguments: how many of the latter, of the former, seconds, seed, how
 * many seconds a report may take.
 */
public final class ScaleApp {
  private static final int PER_SECOND = 10_000;

  private ScaleApp() {}

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    int entries = Integer.parseInt(args[0]);
    int users = Integer.parseInt(args[1]);
    long changes = Long.parseLong(args[2]) * PER_SECOND;
    try (ScaleBlocks blocks = new ScaleBlocks(WatchScale.containersFor(entries), Long.parseLong(args[3]))) {
      new WatchScale(blocks, users, Long.parseLong(args[4])).run(changes, PER_SECOND, artefact);
      new CacheScale(blocks, users).run(changes, PER_SECOND, artefact);
      artefact.put("dropped-containers", AddressSpace.process().droppedContainers());
    } catch (Throwable t) {
      artefact.failure("failure", t);
      throw t;
    } finally {
      artefact.write();
    }
  }
}
