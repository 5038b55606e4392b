package io.pindown.agent.adapter;

import io.pindown.agent.AgentOptions;
import io.pindown.agent.Log;
import io.pindown.agent.archive.ArchiveLoader;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;

/**
 * Sees each class that is loaded, and hands those of {@link AdapterTable} to their adapter, with which Byte Buddy is loaded.
 * A library whose class cannot be changed works as without Pindown. Thread-safe.
 */
public final class AdapterTransformer implements ClassFileTransformer {
  private static final String STAGE = "io.pindown.agent.adapter.stage.AdviceStage";

  private final AgentOptions options;
  /** Null until the first class of a library is loaded; guarded by this. */
  private Stage stage;

  public AdapterTransformer(AgentOptions options) {
    this.options = options;
  }

  @Override
  public byte[] transform(ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    String adapter = loader == null || className == null ? null : AdapterTable.adapterOf(className);
    if (adapter == null || !options.allowsAdapter(adapter)) {
      return null;
    }
    try {
      if (!sees(loader)) {
        throw new IllegalStateException("its class loader does not see the agent's classes");
      }
      CacheSettings.configure(options);
      byte[] changed = stage().apply(adapter, className, loader, classFile);
      Log.info("adapter " + adapter + " changes " + className.replace('/', '.'));
      return changed;
    } catch (Throwable failure) {
      Log.error("adapter " + adapter + " cannot change " + className.replace('/', '.') + ", which works uncached: " + failure);
      return null;
    }
  }

  private synchronized Stage stage() throws IOException, ReflectiveOperationException {
    if (stage == null) {
      stage = (Stage) ArchiveLoader.load("stage", STAGE).getConstructor().newInstance();
    }
    return stage;
  }

  /** Advice runs inside the library's classes, so these must find the classes that it calls, and find the same ones. */
  private static boolean sees(ClassLoader loader) {
    try {
      return Class.forName(AdapterTable.class.getName(), false, loader) == AdapterTable.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
