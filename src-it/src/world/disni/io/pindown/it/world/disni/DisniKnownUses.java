package io.pindown.it.world.disni;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.RdmaVerbs;
import com.ibm.disni.verbs.SVCRegMr;
import com.ibm.disni.verbs.impl.NatIbvContext;
import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.pindown.it.app.Artefact;
import io.pindown.it.app.KnownUses;
import io.pindown.it.app.NativeCounts;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/** Registers with DiSNI for each use, so often as is known; {@code native} is how often its native part was asked. */
public final class DisniKnownUses {
  private DisniKnownUses() {}

  public static void main(String[] arguments) throws Exception {
    Artefact artefact = new Artefact();
    RdmaVerbs verbs = RdmaVerbs.open();
    Field natives = verbs.getClass().getDeclaredField("nativeDispatcher");
    natives.setAccessible(true);
    IbvContext context = new NatIbvContext(1, (NativeDispatcher) natives.get(verbs)); // a connection would have it
    IbvPd domain = context.allocPd();
    KnownUses uses = new KnownUses(buffer -> use(domain, buffer));
    long before = NativeCounts.made();
    uses.run();
    artefact.put("native", NativeCounts.made() - before);
    artefact.put("stale", uses.stale());
    domain.deallocPd();
    artefact.put("left", NativeCounts.live());
    artefact.write();
  }

  private static void use(IbvPd domain, ByteBuffer buffer) throws Exception {
    SVCRegMr call = domain.regMr(buffer, IbvMr.IBV_ACCESS_LOCAL_WRITE);
    call.execute();
    IbvMr region = call.getMr();
    call.free();
    region.deregMr().execute().free();
  }
}
