package io.pindown.agent.observe;

import io.pindown.agent.Log;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.TransferPoints;
import io.pindown.agent.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Puts the hooks of {@link TransferPoints} into channels and transports, and takes them out again. A class that cannot be rewritten stays as it is.
 * Thread-safe.
 */
final class TransferHooks implements ClassFileTransformer {
  private static final String HOOK_CLASS = "java/lang/$PindownTransfers";

  private final Instrumentation instrumentation;
  private final Inside inside;
  private final Map<String, List<Point>> byOwner = new HashMap<>();
  /** Guarded by itself. */
  private final TreeSet<String> unseen = new TreeSet<>();

  TransferHooks(Instrumentation instrumentation, Inside inside) {
    this.instrumentation = instrumentation;
    this.inside = inside;
    for (Point point : TransferPoints.of(Runtime.version().feature())) {
      byOwner.computeIfAbsent(point.owner(), owner -> new ArrayList<>()).add(point);
    }
  }

  void install(Transfers to) {
    inside.onTransfers(to::buffer, to::vectorBegin, to::vectorEnd, to::address);
    instrumentation.addTransformer(this, true);
    rewriteLoaded();
  }

  /** Classes that were rewritten become what they would be without; what is in their methods at this moment finds nobody any more. */
  void remove() {
    inside.onTransfers(null, null, null, null);
    instrumentation.removeTransformer(this);
    rewriteLoaded();
  }

  private void rewriteLoaded() {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (byOwner.containsKey(loaded.getName().replace('.', '/'))) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
          failed(loaded.getName(), e);
        }
      }
    }
  }

  @Override
  public byte[] transform(ClassLoader loader, String className, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
    List<Point> rows = className == null ? null : byOwner.get(className);
    if (rows == null || (loader == null) != TransferPoints.isOfTheJdk(className)) {
      return null;
    }
    try {
      Weaver weaver = new Weaver(rows, HOOK_CLASS);
      byte[] woven = weaver.weave(classFile);
      for (int row = 0; row < rows.size(); row++) {
        if (weaver.found(row) == 0) {
          missing(rows.get(row).toString());
        }
      }
      return woven;
    } catch (Throwable e) { // the VM would swallow it
      failed(className.replace('/', '.'), e);
      return null;
    }
  }

  private void failed(String className, Throwable e) {
    Log.error("what goes through " + className + " is not observed: " + e);
    missing(className);
  }

  private void missing(String what) {
    synchronized (unseen) {
      unseen.add(what);
    }
  }

  List<String> unseen() {
    synchronized (unseen) {
      return List.copyOf(unseen);
    }
  }

  /** Transfers that a hook could not hand on. */
  long missed() {
    return inside.missedTransfers();
  }
}
