package io.pindown.agent.library;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Hooks the classes that descriptions name, when they are loaded or, where they were before, at once. All others are turned away by one
 * look at a map. A class that cannot be rewritten stays as it is. Thread-safe.
 */
public final class LibraryTransformer implements ClassFileTransformer {
  private final Descriptions descriptions;
  private final Calls calls;
  private final Trust trust;
  /** Classes whose natives were renamed when they were loaded, and must be each time they are rewritten; by their loader. */
  private final Map<ClassLoader, Set<String>> renamed = new WeakHashMap<>();
  private volatile boolean prefixSet;
  private volatile boolean out;
  /** Who rewrites a loaded class for us; null for nobody. */
  private volatile Thread own;

  /**
   * @param hookClass internal name of the class that has the event methods
   * @param allowed the names of the libraries that may be hooked by what is built in; null for all
   * @param users the rows of users' descriptions
   */
  public LibraryTransformer(Inside inside, String hookClass, Set<String> allowed, List<LibraryHook> users) {
    descriptions = new Descriptions(allowed, users);
    calls = new Calls(hookClass, descriptions.numbers());
    trust = new Trust(inside, descriptions.numbers());
  }

  /** What is loaded from now on is hooked. */
  public void add(Instrumentation instrumentation) {
    instrumentation.addTransformer(this, true);
    if (instrumentation.isNativeMethodPrefixSupported()) {
      instrumentation.setNativeMethodPrefix(this, LibraryWeaver.PREFIX);
      prefixSet = true;
    }
  }

  /**
   * Gives the classes back as they were, or hooks them again. One whose natives were renamed when it was loaded keeps its hooks, which nobody hears: the VM
   * lets no method go.
   */
  public void out(Instrumentation instrumentation, boolean now) {
    out = now;
    rewriteLoaded(instrumentation, instrumentation.getAllLoadedClasses());
  }

  /**
   * Rewrites what is loaded. To be called before core takes events, which then finds all of it hooked or none.
   *
   * @param all all classes that are loaded, listed after {@link #add}
   */
  public void rewriteLoaded(Instrumentation instrumentation, Class<?>[] all) {
    List<Class<?>> loaded = new ArrayList<>(4);
    Module base = Object.class.getModule(); // nearly all at a start, and no description may name a class of it
    for (Class<?> candidate : all) {
      if (candidate.getModule() != base && descriptions.name(candidate.getName())) {
        loaded.add(candidate);
      }
    }
    own = Thread.currentThread();
    for (Class<?> each : loaded) {
      try {
        instrumentation.retransformClasses(each);
      } catch (Exception | LinkageError e) { // a start would load the class of each kind that is named here
        trust.failed(descriptions.of(each.getName().replace('.', '/')), e);
      }
    }
    own = null;
  }

  @Override
  public byte[] transform(ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    if (className == null) {
      return null;
    }
    List<LibraryHook> rows = null;
    try {
      rows = descriptions.of(className);
      if (rows == null || rows.isEmpty()) {
        return null;
      }
      if (out && (redefined == null || !wasRenamed(loader, className))) {
        return null;
      }
      if (redefined != null && Thread.currentThread() != own) {
        trust.rewritten(rows); // before the class is replaced
      }
      return hook(loader, className, redefined == null, rows, classFile);
    } catch (Throwable failure) {
      if (rows == null) {
        Log.error("no hooks in " + className.replace('/', '.') + ": " + failure);
      } else {
        trust.failed(rows, failure);
      }
      return null;
    }
  }

  private byte[] hook(ClassLoader loader, String className, boolean first, List<LibraryHook> rows, byte[] classFile) {
    LibraryWeaver weaver = new LibraryWeaver(rows, calls, first ? prefixSet : wasRenamed(loader, className));
    byte[] woven = weaver.weave(classFile);
    if (first && weaver.renamed()) {
      rename(loader, className);
    }
    trust.woven(rows, weaver);
    return woven;
  }

  private boolean wasRenamed(ClassLoader loader, String className) {
    synchronized (renamed) {
      Set<String> classes = renamed.get(loader);
      return classes != null && classes.contains(className);
    }
  }

  private void rename(ClassLoader loader, String className) {
    synchronized (renamed) {
      Set<String> classes = renamed.get(loader);
      if (classes == null) {
        classes = new HashSet<>();
        renamed.put(loader, classes);
      }
      classes.add(className);
    }
  }
}
