package io.pindown.agent;
import java.lang.instrument.Instrumentation;
public final class Premain {
  static void t(String s, long t0) { if (System.getProperty("t") != null) System.err.println(s + " " + (System.nanoTime() - t0) / 1000); }
  public static void premain(String o, Instrumentation inst) throws Throwable {
    if (System.getProperty("empty") != null) return;
    long t = System.nanoTime();
    io.pindown.agent.hook.Inside h = HookClass.define(inst);
    t("define", t); t = System.nanoTime();
    if (System.getProperty("def") != null) return;
    Rewriting r = new Rewriting(io.pindown.agent.point.Points.of(Runtime.version().feature()));
    inst.addTransformer(r, true);
    t("table", t); t = System.nanoTime();
    java.util.List<Class<?>> l = new java.util.ArrayList<>();
    for (Class<?> c : inst.getAllLoadedClasses()) if (r.concerns(c.getName())) l.add(c);
    t("loaded", t); t = System.nanoTime();
    if (System.getProperty("noret") != null) return;
    inst.retransformClasses(l.toArray(new Class<?>[0]));
    t("retransform " + l.size(), t); t = System.nanoTime();
    long p = h.allocate(64);
    p = h.reallocate(p, 100);
    h.free(p);
    t("fire", t); t = System.nanoTime();
  }
}
