package io.pindown.agent;

import io.pindown.agent.adapter.AdapterTransformer;
import io.pindown.agent.hook.Inside;
import io.pindown.agent.library.LibraryTransformer;
import io.pindown.agent.observe.RegistrationSites;
import io.pindown.agent.point.Change;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.Points;
import io.pindown.agent.weave.Weaver;
import io.pindown.registry.AddressSpace;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the hooks in, in the one order that is safe: the hook class with its cell for lost events is there, then come the transformers, then
 * the JDK's classes that are loaded already, then the self-test, then the libraries' classes, then core's sinks. Classes that are not loaded yet meet the same
 * transformers when they are.
 */
final class Installer {
  private final Instrumentation instrumentation;
  private final Rewriting rewriting;
  private final Declarations declarations;
  private final List<Point> points;

  private final Redefinitions redefinitions;
  private final LinkedHandles linked;
  private final boolean late;
  /** Kinds of change that have rows in classes that were rewritten since it was last asked for. Guarded by the self-test's lock. */
  private long rewritten;
  private boolean met;
  private boolean unmapDefined;
  private LibraryTransformer libraries;

  private Installer(Instrumentation instrumentation, List<Point> points, Inside inside, LinkedHandles linked, boolean late) {
    this.linked = linked;
    this.late = late;
    this.redefinitions = new Redefinitions(inside);
    this.instrumentation = instrumentation;
    this.points = points;
    this.declarations = new Declarations(points, instrumentation.isNativeMethodPrefixSupported());
    this.rewriting = new Rewriting(points, declarations);
  }

  /**
   * Installs; call once in a JVM.
   *
   * @param inside what {@link HookClass#define} has returned
   * @param headStart what is to end before core is touched; null for nothing
   * @param late whether the application runs already, so that there is memory from before
   */
  static SelfTest install(Inside inside, HeadStart headStart, Instrumentation instrumentation, AgentOptions options, boolean late) throws Throwable {
    int jdk = Runtime.version().feature();
    LinkedHandles linked = new LinkedHandles(inside);
    Installer installer = new Installer(instrumentation, Points.of(jdk), inside, linked, late);
    SelfTest selfTest = new SelfTest(inside, installer.points, installer.rewriting, installer, linked, jdk);
    linked.reportTo(selfTest);
    inside.onLinked(linked);
    instrumentation.addTransformer(installer.rewriting, true);
    if (instrumentation.isNativeMethodPrefixSupported()) {
      instrumentation.setNativeMethodPrefix(installer.rewriting, Weaver.PREFIX);
    }
    installer.libraries = new LibraryTransformer(inside, HookClass.INTERNAL_NAME, options.adapters(), options.hooks());
    installer.libraries.add(instrumentation);
    Class<?>[] loaded = instrumentation.getAllLoadedClasses(); // after both transformers: what is loaded from here on meets them
    installer.rewriteLoaded(loaded);
    selfTest.atStart();
    inside.onProve(selfTest);
    instrumentation.addTransformer(new AdapterTransformer(options), false);
    installer.libraries.rewriteLoaded(instrumentation, loaded);
    if (!late) {
      inside.fromStart();
    }
    HeadStart.end(headStart);
    AddressSpace space = ContainerTracking.start(inside, selfTest);
    if (options.asksKernel()) {
      Verification.start(inside, options);
    }
    if (options.mode() == AgentOptions.Mode.OBSERVE) {
      Observing.start(instrumentation, inside, options);
    }
    if (options.leaseSites() && options.mode() != AgentOptions.Mode.OBSERVE) {
      RegistrationSites.recordAllocations();
    }
    if (options.report() != null) {
      Reporting.atTheEnd(options.report());
    }
    if (late) {
      space.adoptAll(); // last: from here on, no end of what is adopted goes unseen
    }
    return selfTest;
  }

  /** Rewrites the classes of the table that are loaded and have not been rewritten. */
  void rewriteLoaded() {
    rewriteLoaded(instrumentation.getAllLoadedClasses());
  }

  private void rewriteLoaded(Class<?>[] all) {
    List<Class<?>> waiting = new ArrayList<>(4);
    List<Class<?>> candidates = new ArrayList<>(64);
    for (Class<?> loaded : all) {
      if (rewriting.mayName(loaded)) {
        candidates.add(loaded);
      }
    }
    declarations.loaded(candidates);
    for (Class<?> loaded : candidates) {
      if (!met) {
        meet(loaded);
      }
      if (rewriting.awaits(loaded)) {
        waiting.add(loaded);
      }
    }
    met = true;
    rewrite(waiting);
  }

  /** A class that was there before the hooks; those loaded later have not been replaced by anybody when they are. */
  private void meet(Class<?> loaded) {
    long changes = rewriting.changes(loaded);
    if (changes != 0L) {
      redefinitions.meet(loaded);
    }
    if (late && (changes & Change.DOWNCALL.bit()) != 0L) { // at the start it is there from an archive, and nobody has used it
      linked.linkedBefore();
    }
  }

  /** Gives each class of the table back as it was, as far as the VM lets that be: a native that was renamed keeps its new name. */
  void takeOut() {
    rewriting.out(true);
    rewriteAgain(-1L);
    libraries.out(instrumentation, true);
  }

  /** Rewrites each class of the table that is loaded, and from now on those that will be. */
  void putIn() {
    rewriting.out(false);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if ((rewriting.changes(loaded) & Change.DOWNCALL.bit()) != 0L) {
        linked.linkedBefore(); // handles have been linked past us, perhaps
      }
    }
    rewriteAgain(-1L);
    libraries.out(instrumentation, false);
  }

  Redefinitions redefinitions() {
    return redefinitions;
  }

  /** Kinds of change in whose classes we have rewritten something since this was last called. */
  long takeRewritten() {
    long changes = rewritten;
    rewritten = 0L;
    return changes;
  }

  /**
   * Rewrites the loaded classes of the rows for some kinds of change, rewritten before or not: for when an event did not arrive although the class
   * was rewritten. Seen for an arena's close on JDK 25, in 6 of 80 starts of a program on a busy machine, and gone after this each time.
   * The likely reason: two threads loaded the class at the same time, and the one that won did so inside a transformer, where the VM
   * transforms nothing.
   */
  void rewriteAgain(long changes) {
    List<Class<?>> owners = new ArrayList<>(4);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if ((rewriting.changes(loaded) & changes) != 0L) {
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
      if (!unmapDefined) {
        inside.define(HookClass.more("PindownUnmap"));
        unmapDefined = true;
      }
      inside.onUnmap(linked.downcalls().munmap());
      declarations.replaceUnmap(true);
      rewriteAgain(Change.UNMAP.bit());
      return null;
    } catch (Throwable e) {
      declarations.replaceUnmap(false);
      return e.toString();
    }
  }

  /** All in one operation of the VM, which costs as much as for one of them; if one is refused, which refuses all, one by one. */
  private void rewrite(List<Class<?>> waiting) {
    if (waiting.size() > 1 && rewritten(waiting.toArray(new Class<?>[0])) == null) {
      return;
    }
    for (Class<?> loaded : waiting) {
      Throwable failure = rewritten(loaded);
      if (failure != null) {
        rewriting.failed(loaded, failure);
      }
    }
  }

  /** Null if the VM has rewritten all of them, otherwise why it has rewritten none. */
  private Throwable rewritten(Class<?>... classes) {
    rewriting.ours(Thread.currentThread());
    try {
      instrumentation.retransformClasses(classes);
      for (Class<?> each : classes) {
        redefinitions.own(each);
      }
      return null;
    } catch (Exception | LinkageError e) { // a start would load the class of each kind that is named here
      return e;
    } finally {
      rewriting.ours(null);
      for (Class<?> each : classes) {
        rewritten |= rewriting.changes(each);
      }
    }
  }
}
