package io.pindown.agent.adapter.stage;

import io.pindown.agent.adapter.AdapterTable;
import io.pindown.agent.adapter.DisniAdvice;
import io.pindown.agent.adapter.DisniDomain;
import io.pindown.agent.adapter.DisniRegion;
import io.pindown.agent.adapter.JucxAdvice;
import io.pindown.agent.adapter.JucxMemory;
import io.pindown.agent.adapter.JucxRange;
import io.pindown.agent.adapter.Stage;
import io.pindown.agent.adapter.Ticket;
import io.pindown.agent.adapter.UringAdvice;

/** Says what each adapter puts into which class of its library. Loaded, and Byte Buddy with it, when a class of the table is. */
public final class AdviceStage implements Stage {
  static {
    // Byte Buddy then leaves sun.misc.Unsafe alone, whose use prints a warning on JDK 24 and later. Relocation renames this
    // string together with Byte Buddy, so an application's own Byte Buddy is not touched.
    System.setProperty("net.bytebuddy.safe", "true");
  }

  @Override
  public byte[] apply(String adapter, String className, ClassLoader loader, byte[] classFile) throws ReflectiveOperationException {
    Weave weave = new Weave(className, loader, classFile);
    String name = className.substring(className.lastIndexOf('/') + 1);
    switch (adapter) {
      case AdapterTable.URING:
        return uring(weave, name).bytes();
      case AdapterTable.JUCX:
        return jucx(weave, name).bytes();
      case AdapterTable.DISNI:
        return disni(weave, name).bytes();
      default:
        throw new IllegalArgumentException("adapter " + adapter + ", known: " + AdapterTable.names());
    }
  }

  private static Weave uring(Weave weave, String name) {
    return name.equals("Ring")
        ? weave.advise(UringAdvice.Register.class, "register").advise(UringAdvice.Close.class, "close")
        : weave.advise(UringAdvice.Release.class, "release");
  }

  private static Weave jucx(Weave weave, String name) throws ReflectiveOperationException {
    switch (name) {
      case "UcpContext":
        return weave
            .field(JucxAdvice.CACHE)
            .adviseConstructor(JucxAdvice.Open.class)
            .advise(JucxAdvice.Register.class, "registerMemory")
            .advise(JucxAdvice.Map.class, "memoryMap")
            .advise(JucxAdvice.Close.class, "close");
      case "UcpMemory":
        return weave
            .field(Ticket.FIELD)
            .implement(JucxMemory.class)
            .accessor("pindownTicket", Ticket.FIELD)
            .accessor("pindownMemoryType", "memType")
            .calling("pindownData", "setByteBufferReference")
            .calling("pindownId", "setNativeId")
            .constructing("pindownView", "getNativeId()", "context", "0", "1", "memType")
            .byIdentity()
            .advise(JucxAdvice.Deregister.class, "deregister");
      default:
        return weave
            .implement(JucxRange.class)
            .accessor("pindownMask", "fieldMask")
            .accessor("pindownFlags", "flags")
            .accessor("pindownProtection", "prot")
            .accessor("pindownMemoryType", "memType");
    }
  }

  private static Weave disni(Weave weave, String name) throws ReflectiveOperationException {
    switch (name) {
      case "NatRegMrCall":
        return weave.advise(DisniAdvice.Register.class, "execute");
      case "NatDeregMrCall":
        return weave.advise(DisniAdvice.Deregister.class, "execute");
      case "NatIbvPd":
        return weave.field(DisniAdvice.CACHE).implement(DisniDomain.class).accessor("pindownCache", DisniAdvice.CACHE);
      case "NatIbvMr":
        return weave
            .field(Ticket.FIELD)
            .implement(DisniRegion.class)
            .accessor("pindownTicket", Ticket.FIELD)
            .constructing("pindownView", "objId", "context", "0", "1", "access", "lkey", "rkey", "handle");
      default:
        return weave.advise(DisniAdvice.Deallocate.class, "deallocPd");
    }
  }
}
