package io.pindown.it.app;

import example.OwnBlocks;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;

/** Takes blocks of a library that a description hooks, before and after another agent has the class of the first argument rewritten. */
public final class RewrittenLibraryApp {
  private static final long BASE = 0x7d10_0000_0000L;
  private static final long SIZE = 100_000;

  private RewrittenLibraryApp() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    AddressSpace space = AddressSpace.process();
    try (WatchRegistry registry = space.newRegistry("rewritten")) {
      OwnBlocks.take(BASE, SIZE);
      artefact.put("known", space.containerSize(BASE));
      Watch before = registry.watch(BASE, SIZE, 1);
      OtherAgent.retransform(args[0]);
      artefact.put("relied on", before.isClean());
      registry.generation(); // settles what was lost
      artefact.put("still known", space.containerSize(BASE));
      OwnBlocks.give(BASE);
      OwnBlocks.take(BASE, SIZE);
      artefact.put("known after", space.containerSize(BASE));
    }
    artefact.write();
  }
}
