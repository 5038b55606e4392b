package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites one class by the rows of the table that name it. Frames are never computed, so no class is ever looked up while
 * a class is being rewritten.
 *
 * <p>Not thread-safe: one instance per class.
 */
public final class Weaver {
  private final List<Point> points;
  private final int[] found;
  private final String hookClass;

  /**
   * @param points the rows whose owner is the class to be rewritten
   * @param hookClass internal name of the class that has the event methods
   */
  public Weaver(List<Point> points, String hookClass) {
    this.points = points;
    this.found = new int[points.size()];
    this.hookClass = hookClass;
  }

  /** The class with its sites wrapped; what was found is then in {@link #found}. */
  public byte[] weave(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    SiteScan scan = new SiteScan(reader, classFile, points);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        int maxLocals = scan.nextMethod();
        // Handing back the writer's own visitor lets ASM copy the method without decoding it.
        return maxLocals < 0 ? method : new SiteWrapper(method, Weaver.this, name, descriptor, maxLocals);
      }
    }, ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  /** How many sites of the row at this index were wrapped. */
  public int found(int row) {
    return found[row];
  }

  Point call(String owner, String name, String descriptor) {
    for (int i = 0; i < found.length; i++) {
      if (points.get(i).matchesCall(owner, name, descriptor)) {
        found[i]++;
        return points.get(i);
      }
    }
    return null;
  }

  Point body(String name, String descriptor) {
    for (int i = 0; i < found.length; i++) {
      if (points.get(i).matchesBody(name, descriptor)) {
        found[i]++;
        return points.get(i);
      }
    }
    return null;
  }

  String hookClass() {
    return hookClass;
  }
}
