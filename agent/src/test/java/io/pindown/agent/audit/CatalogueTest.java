package io.pindown.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.downcall.WrappedFunctions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Each row against a class made for it: one call, exactly that site; the same call of another class, none. */
class CatalogueTest {
  private static final int JDK = 25;
  private static final int LINE = 77;

  static Stream<Sink> rows() {
    return Catalogue.get().rows().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void oneCallIsThatSite(Sink row) {
    assertThat(sites("app/User", row.owner(), row, false)).containsExactly(expected(row));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aHandleIsThatSite(Sink row) {
    assertThat(sites("app/User", row.owner(), row, true)).containsExactly(expected(row));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theSameMethodOfAnotherClassIsNone(Sink row) {
    assertThat(sites("app/User", "app/Other", row, false)).isEmpty();
    assertThat(sites("app/User", "app/Other", row, true)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anotherMethodOfTheClassIsNone(Sink row) {
    Sink other = Sink.of(row.owner(), "another", row.descriptor(), row.kind(), row.route());
    assertThat(sites("app/User", row.owner(), other, false)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void insideOfTheLibraryTheWrapperIsNone(Sink row) {
    List<Site> inside = sites((row.within() == null ? "app/" : row.within()) + "Inside", row.owner(), row, false);
    assertThat(inside).hasSize(row.within() == null ? 1 : 0);
  }

  @Test
  void noRowIsThereTwice() {
    assertThat(rows().map(row -> row.owner() + '.' + row.method() + row.descriptor())).doesNotHaveDuplicates();
  }

  @Test
  void onlyWholeSignaturesAreInherited() {
    assertThat(rows().filter(Sink::inherited)).isNotEmpty().allMatch(row -> row.descriptor().contains(")") && !row.descriptor().endsWith(")"));
  }

  static Stream<String> functions() {
    return CFunctions.names().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionThatIsLookedUpIsThatSite(String function) {
    byte[] looked = make("app/User", method -> {
      method.visitLdcInsn(function);
      method.visitMethodInsn(
          Opcodes.INVOKEINTERFACE, "java/lang/foreign/SymbolLookup", "find", "(Ljava/lang/String;)Ljava/util/Optional;", true);
    });
    assertThat(Sources.audit(JDK, Map.of("User", looked))).singleElement().satisfies(site -> {
      assertThat(site.sink()).isEqualTo("downcall " + function);
      assertThat(site.kind()).isEqualTo(CFunctions.kindOf(function));
      assertThat(site.line()).isEqualTo(LINE);
      assertThat(site.verdict() == Verdict.COVERED).isEqualTo(WrappedFunctions.contains(function));
    });
    byte[] named = make("app/User", method -> method.visitLdcInsn(function));
    assertThat(Sources.audit(JDK, Map.of("User", named))).isEmpty();
  }

  /** What the agent wraps is in the audit's table, or a covered function would be missed. */
  @Test
  void eachWrappedFunctionIsKnown() {
    assertThat(WrappedFunctions.names()).isNotEmpty().allSatisfy(name -> assertThat(CFunctions.kindOf(name)).as(name).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"allocateMemory", "freeMemory", "reallocateMemory", "invokeCleaner", "map0", "unmap0", "truncate0", "freeMemory0", "ofShared"})
  void aMethodThatIsLookedUpByNameIsThatSite(String name) {
    byte[] looked = make("app/User", method -> {
      method.visitInsn(Opcodes.ACONST_NULL);
      method.visitLdcInsn(name);
      method.visitInsn(Opcodes.ACONST_NULL);
      method.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, "java/lang/Class", "getDeclaredMethod",
          "(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;", false);
    });
    assertThat(Sources.lines(JDK, Map.of("User", looked))).singleElement().asString().endsWith(" by name: " + name);
    byte[] other = make("app/User", method -> {
      method.visitInsn(Opcodes.ACONST_NULL);
      method.visitLdcInsn(name + "s");
      method.visitInsn(Opcodes.ACONST_NULL);
      method.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, "java/lang/Class", "getDeclaredMethod",
          "(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;", false);
    });
    assertThat(Sources.audit(JDK, Map.of("User", other))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 21, 25, 26})
  void verdictsFollowTheAgentsTables(int jdk) {
    Judge judge = new Judge(jdk, new Adapters(List.of()));
    assertThat(judge.of(Route.through("allocateMemory0")).verdict()).isEqualTo(Verdict.COVERED);
    assertThat(judge.of(Route.through("map0")).by()).isEqualTo("hook on sun.nio.ch." + (jdk == 17 ? "FileChannelImpl" : "UnixFileDispatcherImpl") + ".map0");
    assertThat(judge.of(Route.through("noSuchNative")).verdict()).isEqualTo(Verdict.KERNEL);
    assertThat(judge.of(Route.past("unmap0")).verdict()).isEqualTo(Verdict.COVERED);
    assertThat(judge.of(Route.past("freeMemory0")).verdict()).isEqualTo(Verdict.KERNEL);
    assertThat(judge.of(Route.pastUnseen("truncate0")).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judge.of(Route.throughOrUnseen("setLength0", "setLength")).verdict()).isEqualTo(Verdict.COVERED);
    assertThat(judge.of(JdkSinks.OPENED).by()).isEqualTo("hook on sun.nio.fs.UnixNativeDispatcher.open0");
    assertThat(judge.of(Route.through("java/io/File.open0")).verdict()).isEqualTo(Verdict.KERNEL);
    assertThat(judge.of(Route.throughOrUnseen("noSuchNative")).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judge.downcall("munmap").verdict()).isEqualTo(jdk == 17 ? Verdict.KERNEL : Verdict.COVERED);
    assertThat(judge.called("munmap").verdict()).isEqualTo(Verdict.KERNEL);
    assertThat(judge.called("ftruncate").verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judge.of(Route.registration("io/pindown/nic/uring/Ring", "register"))).isEqualTo(new Judgement(Verdict.ADAPTER, "adapter uring"));
    assertThat(judge.of(Route.registration("org/openucx/jucx/ucp/UcpContext", "memoryMap")).by()).isEqualTo("adapter jucx");
    assertThat(judge.of(Route.registration("org/openucx/jucx/ucp/UcpContext", "importMemory")).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(judge.of(Route.registration("com/ibm/disni/rdma/verbs/IbvPd", "regMr")).by()).isEqualTo("adapter disni");
    assertThat(judge.of(Route.registration("app/Ring", "register")).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  private static Site expected(Sink row) {
    String called = row.isPattern() ? row.method().replace("*", "") : row.method();
    return new Site("app.User", "use", "()V", LINE, row.kind(), Sink.text(row.owner(), called), new Judge(JDK, new Adapters(List.of())).of(row.route()));
  }

  private static List<Site> sites(String user, String owner, Sink row, boolean asHandle) {
    String called = row.isPattern() ? row.method().replace("*", "") : row.method();
    String descriptor = whole(row.descriptor());
    Map<String, byte[]> classes = new TreeMap<>();
    classes.put(user, make(user, method -> {
      if (asHandle) {
        int tag = called.equals("<init>") ? Opcodes.H_NEWINVOKESPECIAL : Opcodes.H_INVOKESTATIC;
        method.visitLdcInsn(new Handle(tag, owner, called, descriptor, false));
      } else {
        push(method, descriptor);
        method.visitMethodInsn(called.equals("<init>") ? Opcodes.INVOKESPECIAL : Opcodes.INVOKESTATIC, owner, called, descriptor, false);
      }
    }));
    return Sources.audit(JDK, classes);
  }

  private static void push(MethodVisitor method, String descriptor) {
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      method.visitInsn(argument.getSort() == Type.LONG ? Opcodes.LCONST_0 : argument.getSort() < Type.FLOAT ? Opcodes.ICONST_0 : Opcodes.ACONST_NULL);
    }
  }

  /** The begin of a descriptor, made whole. */
  private static String whole(String begin) {
    String open = begin.isEmpty() ? "(" : begin.endsWith("(L") ? begin + "java/lang/Object;" : begin;
    String closed = open.contains(")") ? open : open + ")";
    return closed.endsWith(")") ? closed + "V" : closed;
  }

  private interface Code {
    void write(MethodVisitor method);
  }

  private static byte[] make(String name, Code code) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "use", "()V", null, null);
    method.visitCode();
    Label label = new Label();
    method.visitLabel(label);
    method.visitLineNumber(LINE, label);
    code.write(method);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
