package io.pindown.it.wire;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.KnownUses;
import io.pindown.nic.uring.Ring;
import java.lang.foreign.MemorySegment;

/** Registers with pindown-nic for each use, so often as is known. */
public final class RingKnownUses {
  private RingKnownUses() {}

  public static void main(String[] args) throws Exception {
    Artefact artefact = new Artefact();
    boolean available = Ring.probe().available();
    artefact.put("available", available);
    artefact.put("cause", Ring.probe().cause());
    if (available) {
      try (Ring ring = Ring.open()) {
        KnownUses uses = new KnownUses(buffer -> ring.register(MemorySegment.ofBuffer(buffer)).close());
        uses.run();
        artefact.put("stale", uses.stale());
        artefact.put("left", ring.regionCount());
      }
    }
    artefact.write();
  }
}
