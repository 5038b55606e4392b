package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The rules for the class in java.base, read from the bytes that are defined there. */
class HookRulesTest {
  private static final Set<String> EVENTS = Set.of("allocated", "freed", "reallocationBegin", "reallocationEnd", "mapped", "unmapped",
      "changeBegin", "changeEnd", "truncationBegin", "truncationEnd", "openBegin", "openEnd", "rewriteBegin", "rewriteEnd", "transferBegin", "transferEnd", "libraryBegin", "libraryEnd", "arenaClosed");
  private static final Set<String> ALLOWED = Set.of(
      "java/lang/$PindownHooks", "java/util/function/LongBinaryOperator", "java/util/function/UnaryOperator", "java/nio/Buffer", "java/nio/channels/FileChannel",
      "jdk/internal/misc/Unsafe");

  private static final Set<String> TRANSFERS = Set.of("written", "read", "writtenArray", "readArray", "vectorBegin", "allBegin", "vectorWritten", "vectorRead",
      "sentAddress", "receivedAddress", "sentBuffer", "receivedBuffer", "sentVectors", "vectors", "sentBuffers", "submitted");

  private final byte[] hooks = hooks("PindownHooks");

  /** What one method does that the rules speak of. */
  private static final class Body {
    private final List<String> instructions = new ArrayList<>();
    private boolean catchAllFromStart;
  }

  @Test
  void refersToJavaLangAndAFewNamedTypesOnly() {
    TreeSet<String> others = new TreeSet<>();
    ClassReader reader = new ClassReader(hooks);
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int item = reader.getItem(i);
      if (item > 0 && reader.readByte(item - 1) == 7) {
        String name = reader.readUTF8(item, buffer).replaceAll("^\\[+L|;$", "");
        if (!name.matches("java/lang/[$A-Z]\\w*|\\[+[BJ]") && !ALLOWED.contains(name)) {
          others.add(name);
        }
      }
    }
    assertThat(others).isEmpty();
    assertThat(new String(hooks, StandardCharsets.ISO_8859_1)).doesNotContain("io/pindown");
  }

  @Test
  void hasNoStaticInitialiserAndNoInvokedynamic() {
    Map<String, Body> bodies = bodies();
    assertThat(bodies).containsKeys("subscribe", "address", "downcall").doesNotContainKey("<clinit>");
    bodies.forEach((name, body) -> assertThat(body.instructions).as(name).doesNotContain("indy"));
  }

  @Test
  void eventMethodsAllocateNothingLockNothingAndCatchEverything() {
    Map<String, Body> bodies = bodies();
    assertThat(bodies).containsKeys(EVENTS.toArray(String[]::new));
    for (String name : EVENTS) {
      Body body = bodies.get(name);
      assertThat(body.instructions).as(name).doesNotContain("new", "monitor", "throw", "synchronized");
      assertThat(body.catchAllFromStart).as(name + " is covered by a catch-all from its first instruction").isTrue();
    }
    assertThat(bodies.get("deliver").instructions).doesNotContain("new", "monitor", "synchronized");
    assertThat(bodies.get("mayBeKnown").instructions).isNotEmpty().doesNotContain("new", "monitor", "synchronized", "throw");
  }

  /** The handler may run because the stack is full: it must not call anything. */
  @Test
  void eventMethodsCallNothingButDeliver() {
    Map<String, Body> bodies = bodies();
    for (String name : EVENTS) {
      List<String> calls = bodies.get(name).instructions.stream().filter(i -> i.startsWith("call ")).toList();
      assertThat(calls).as(name).isSubsetOf("call deliver", "call identityHashCode", "call mayBeKnown");
      assertThat(calls).as(name).contains("call deliver");
    }
    assertThat(bodies.get("deliver").instructions.stream().filter(i -> i.startsWith("call "))).containsExactly("call applyAsLong");
    assertThat(bodies.get("mayBeKnown").instructions).isNotEmpty().noneMatch(i -> i.startsWith("call "));
  }

  /** What libraries' methods call besides the events. */
  @Test
  void methodsForLibrariesAllocateNothingAndCallNothingButEvents() {
    Map<String, Body> bodies = bodies();
    for (String name : List.of("ofLibrary", "reallocated", "reallocationThrown")) {
      assertThat(bodies.get(name).instructions).as(name).isNotEmpty().doesNotContain("new", "monitor", "throw", "synchronized");
    }
    assertThat(bodies.get("ofLibrary").instructions).noneMatch(i -> i.startsWith("call "));
    for (String name : List.of("reallocated", "reallocationThrown")) {
      List<String> calls = bodies.get(name).instructions.stream().filter(i -> i.startsWith("call ")).toList();
      assertThat(calls).as(name).containsExactly("call reallocationEnd", "call freed");
    }
  }

  /** Those of mode=observe are in the way of transfers, not of frees; what they call may allocate, they themselves do not. */
  @Test
  void hooksOfTransfersThrowNothingAndNameNothingOfOurs() {
    byte[] transfers = hooks("PindownTransfers");
    assertThat(new String(transfers, StandardCharsets.ISO_8859_1)).doesNotContain("io/pindown");
    Map<String, Body> bodies = bodies(transfers);
    assertThat(bodies).doesNotContainKey("<clinit>").containsKeys(TRANSFERS.toArray(String[]::new)).hasSize(TRANSFERS.size() + 1);
    for (String name : TRANSFERS) {
      assertThat(bodies.get(name).instructions).as(name).doesNotContain("new", "monitor", "throw", "synchronized", "indy");
      assertThat(bodies.get(name).catchAllFromStart).as(name + " is covered by a catch-all from its first instruction").isTrue();
    }
  }

  private Map<String, Body> bodies() {
    return bodies(hooks);
  }

  private static Map<String, Body> bodies(byte[] hooks) {
    Map<String, Body> bodies = new HashMap<>();
    new ClassReader(hooks).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        Body body = new Body();
        bodies.put(name, body);
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
          body.instructions.add("synchronized");
        }
        return new Reader(body);
      }
    }, ClassReader.SKIP_DEBUG);
    return bodies;
  }

  private static final class Reader extends MethodVisitor {
    private final Body body;
    private final List<Label> catchAllStarts = new ArrayList<>();
    private boolean any;

    Reader(Body body) {
      super(Opcodes.ASM9);
      this.body = body;
    }

    private void add(String instruction) {
      any = true;
      body.instructions.add(instruction);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      if (type == null || type.equals("java/lang/Throwable")) {
        catchAllStarts.add(start);
      }
    }

    @Override
    public void visitLabel(Label label) {
      if (!any && catchAllStarts.contains(label)) {
        body.catchAllFromStart = true;
      }
    }

    @Override
    public void visitInsn(int opcode) {
      add(opcode == Opcodes.ATHROW ? "throw" : opcode == Opcodes.MONITORENTER ? "monitor" : "insn");
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      add("var");
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      add("field " + name);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      add(opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY ? "new" : "type");
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      add(opcode == Opcodes.NEWARRAY ? "new" : "push");
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      add("new");
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
      add("indy");
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      add("call " + name);
    }
  }

  private static byte[] hooks(String name) {
    try (InputStream in = HookRulesTest.class.getResourceAsStream("/io/pindown/agent/hook/" + name + ".class")) {
      return HookClass.renamed(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
