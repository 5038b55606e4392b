package io.pindown.it.world.jucx;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.KnownUses;
import io.pindown.it.app.NativeCounts;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpParams;

/** Registers with jucx for each use, so often as is known; {@code native} is how often UCX was asked. */
public final class JucxKnownUses {
  private JucxKnownUses() {}

  public static void main(String[] arguments) throws Exception {
    Artefact artefact = new Artefact();
    try (UcpContext context = new UcpContext(new UcpParams().requestTagFeature())) {
      KnownUses uses = new KnownUses(buffer -> context.registerMemory(buffer).deregister());
      long before = NativeCounts.made();
      uses.run();
      artefact.put("native", NativeCounts.made() - before);
      artefact.put("stale", uses.stale());
    }
    artefact.put("left", NativeCounts.live());
    artefact.write();
  }
}
