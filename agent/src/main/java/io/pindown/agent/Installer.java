package io.pindown.agent;

import io.pindown.agent.adapter.AdapterTransformer;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.library.LibraryTransformer;
import io.pindown.agent.point.Change;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Points;
import io.pindown.agent.weave.Weaver;
import io.pindown.registry.AddressSpace;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the hooks in, in the one order that is safe: the hook class and its cell for lost events, then the transformer, then
 * the classes that are loaded already, then the self-test, then core's sinks. Classes that are not loaded yet meet the same
 * transformer when they are.
 */
final class Installer {
  private final Instrumentation instrumentation;
  private final Rewriting rewriting;
  private final Declarations declarations;
  private final List<Point> points;

  private Installer(Instrumentation instrumentation, List<Point> points) {
    this.instrumentation = instrumentation;
    this.points = points;
    this.declarations = new Declarations(points, instrumentation.isNativeMethodPrefixSupported());
    this.rewriting = new Rewriting(points, declarations);
  }

  /**
   * Installs; call once in a JVM.
   *
   * @param late whether the application runs already, so that there is memory from before
   */
  static SelfTest install(Instrumentation instrumentation, AgentOptions options, boolean late) throws Throwable {
    int jdk = Runtime.version().feature();
    Installer installer = new Installer(instrumentation, Points.of(jdk));
    Inside inside = HookClass.define(instrumentation);
    LinkedHandles linked = new LinkedHandles(inside);
    SelfTest selfTest = new SelfTest(inside, installer.points, installer.rewriting, installer, linked, jdk);
    linked.reportTo(selfTest);
    inside.onLinked(linked);
    instrumentation.addTransformer(installer.rewriting, true);
    if (instrumentation.isNativeMethodPrefixSupported()) {
      instrumentation.setNativeMethodPrefix(installer.rewriting, Weaver.PREFIX);
    }
    if (jdk < 20) {
      inside.define(HookClass.more("PindownTruncation"));
    }
    installer.rewriteLoaded();
    selfTest.atStart();
    inside.onProve(selfTest);
    instrumentation.addTransformer(new AdapterTransformer(options), false);
    new LibraryTransformer(inside, HookClass.INTERNAL_NAME, options.adapters(), options.hooks()).install(instrumentation);
    AddressSpace space = ContainerTracking.start(inside, selfTest);
    if (options.asksKernel()) {
      Verification.start(inside, options);
    }
    if (late) {
      space.adoptAll(); // last: from here on, no end of what is adopted goes unseen
    }
    return selfTest;
  }

  /** Rewrites the classes of the table that are loaded and have not been rewritten. */
  void rewriteLoaded() {
    List<Class<?>> waiting = new ArrayList<>(4);
    Class<?>[] all = instrumentation.getAllLoadedClasses();
    declarations.loaded(all);
    for (Class<?> loaded : all) {
      if (rewriting.awaits(loaded)) {
        waiting.add(loaded);
      }
    }
    rewrite(waiting);
  }

  /**
   * Rewrites the loaded classes of the rows for a change, rewritten before or not: for when an event did not arrive although the class
   * was rewritten. Seen for an arena's close on JDK 25, in 6 of 80 starts of a program on a busy machine, and gone after this each time.
   * The likely reason: two threads loaded the class at the same time, and the one that won did so inside a transformer, where the VM
   * transforms nothing.
   */
  void rewriteAgain(Change change) {
    List<Class<?>> owners = new ArrayList<>(4);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (rewriting.concerns(loaded, change)) {
        owners.add(loaded);
      }
    }
    rewrite(owners);
  }

  /**
   * Replaces the native that unmaps files in place where its class was loaded before the agent, so that reflection on it is seen, too.
   * Its work is then done by a handle of the foreign linker, so this is put off until memory in mappings is to be cached.
   *
   * @return why not, null if all of them are hooked themselves now
   */
  String hookUnmap(Inside inside, LinkedHandles linked) {
    if (!declarations.someUnmapsAreCalls(points)) {
      return null;
    }
    try {
      inside.define(HookClass.more("PindownUnmap"));
      inside.onUnmap(linked.downcalls().munmap());
      declarations.replaceUnmap(true);
      rewriteAgain(Change.UNMAP);
      return null;
    } catch (Throwable e) {
      declarations.replaceUnmap(false);
      return e.toString();
    }
  }

  private void rewrite(List<Class<?>> waiting) {
    for (Class<?> loaded : waiting) {
      try {
        instrumentation.retransformClasses(loaded);
      } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
        rewriting.failed(loaded, e);
      }
    }
  }
}
