package io.pindown.agent.adapter;

import io.pindown.agent.AgentOptions;
import io.pindown.agent.Log;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;

/**
 * Sees each class that is loaded, and hands those of {@link AdapterTable} to their adapter, with which Byte Buddy is loaded.
 * A library whose class cannot be changed works as without Pindown. Thread-safe.
 */
public final class AdapterTransformer implements ClassFileTransformer {
  private final AgentOptions options;

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
      byte[] changed = AdviceStage.apply(options, adapter, className, loader, classFile);
      Log.info("adapter " + adapter + " changes " + className.replace('/', '.'));
      return changed;
    } catch (Throwable failure) {
      Log.error("adapter " + adapter + " cannot change " + className.replace('/', '.') + ", which works uncached: " + failure);
      return null;
    }
  }
}
