package io.pindown.agent.weave;

import io.pindown.agent.point.Point;
import io.pindown.agent.point.Treatment;
import java.util.Arrays;
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
  /** What stands before the name of a native that has been renamed: the VM leaves it out when it looks for the function. */
  public static final String PREFIX = "$pindown$";

  private final List<Point> points;
  private final Treatment[] treatments;
  private final int[] found;
  private final String hookClass;

  /**
   * With all calls wrapped.
   *
   * @param points the rows whose owner is the class to be rewritten
   * @param hookClass internal name of the class that has the event methods
   */
  public Weaver(List<Point> points, String hookClass) {
    this(points, calls(points.size()), hookClass);
  }

  /** @param treatments how each row is put in; a row of another class's native that is not called here is left out */
  public Weaver(List<Point> points, Treatment[] treatments, String hookClass) {
    this.points = points;
    this.treatments = treatments;
    this.found = new int[points.size()];
    this.hookClass = hookClass;
  }

  private static Treatment[] calls(int rows) {
    Treatment[] all = new Treatment[rows];
    Arrays.fill(all, Treatment.CALLS);
    return all;
  }

  /** The class with its sites wrapped; what was found is then in {@link #found}. */
  public byte[] weave(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    SiteScan scan = new SiteScan(reader, classFile, points);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        int maxLocals = scan.nextMethod();
        int row = (access & Opcodes.ACC_NATIVE) != 0 ? declared(name, descriptor) : -1;
        if (row >= 0) {
          found[row]++;
          NativeMethod hooked = new NativeMethod(points.get(row), access, exceptions, Weaver.this);
          hooked.writeBody(cv);
          return treatments[row] == Treatment.RENAMED ? hooked.writeRenamed(cv) : null;
        }
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
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
      if (treatments[i] == Treatment.CALLS && points.get(i).matchesCall(owner, name, descriptor)) {
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

  private int declared(String name, String descriptor) {
    for (int i = 0; i < found.length; i++) {
      if (treatments[i] != Treatment.CALLS && points.get(i).matchesDeclaration(name, descriptor)) {
        return i;
      }
    }
    return -1;
  }

  Treatment treatment(Point point) {
    return treatments[points.indexOf(point)];
  }

  String hookClass() {
    return hookClass;
  }
}
