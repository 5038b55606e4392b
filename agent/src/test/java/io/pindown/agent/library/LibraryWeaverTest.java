package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

class LibraryWeaverTest {
  static final Calls CALLS = new Calls("io/pindown/agent/library/RecordingHooks", Map.of("x", 5, "y", 6));

  @BeforeEach
  void forget() {
    RecordingHooks.taken();
    RecordingHooks.distrusted = 0;
  }

  /** A loader that has one class of its own, by its bytes, and the rest from the tests. */
  private static final class Woven extends ClassLoader {
    Woven() {
      super(LibraryWeaverTest.class.getClassLoader());
    }

    Class<?> define(byte[] classFile) {
      return defineClass(null, classFile, 0, classFile.length);
    }
  }

  private static List<LibraryHook> rows(String... rows) {
    try {
      return HookFile.parse("test", "library x\nclass a.B\n" + String.join("\n", rows));
    } catch (DescriptionException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] classFile(Class<?> type) {
    try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> woven(String... rows) {
    LibraryWeaver weaver = new LibraryWeaver(rows(rows), CALLS, true);
    byte[] woven = weaver.weave(classFile(Subject.class));
    for (int i = 0; i < rows.length; i++) {
      assertThat(weaver.gap(i)).as(rows[i]).isNull();
    }
    StringWriter findings = new StringWriter();
    CheckClassAdapter.verify(new ClassReader(woven), LibraryWeaverTest.class.getClassLoader(), false, new PrintWriter(findings));
    assertThat(findings.toString()).isEmpty();
    return new Woven().define(woven);
  }

  private static Object call(Class<?> type, String name, Object... arguments) throws Throwable {
    Method method = Arrays.stream(type.getDeclaredMethods()).filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
    Object receiver = Modifier.isStatic(method.getModifiers()) ? null : type.getDeclaredConstructor().newInstance();
    try {
      return method.invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void anAllocationIsToldAfterTheBody() throws Throwable {
    Class<?> type = woven("after allocate(IDJ)J allocated result 2");
    assertThat(call(type, "allocate", 3, 4.0, 1_000L)).isEqualTo(1_007L);
    assertThat(RecordingHooks.taken()).containsExactly("body", "allocated 1007 1000");
  }

  @Test
  void eachReturnIsToldWithTheArgumentsAsTheyWereAtFirst() throws Throwable {
    Class<?> type = woven("after severalReturns(JI)J allocated result 0", "after severalReturns(JI)J mapped 0 1");
    long[][] cases = {{0, 1_000}, {2, 1_002}, {10, 5}, {11, 11}, {12, -1}};
    for (long[] each : cases) {
      assertThat(call(type, "severalReturns", 1_000L, (int) each[0])).isEqualTo(each[1]);
      assertThat(RecordingHooks.taken()).containsExactly("allocated " + each[1] + " 1000", "mapped 1000 " + each[0]);
    }
  }

  @Test
  void instanceMethodsAndInts() throws Throwable {
    Class<?> type = woven("after ofInstance(JLjava/lang/Object;)J allocated result 0", "around asInt(I)I truncated 0");
    assertThat(call(type, "ofInstance", 17L, "")).isEqualTo(17L);
    assertThat(RecordingHooks.taken()).containsExactly("allocated 17 17");
    assertThat(call(type, "asInt", -3)).isEqualTo(-6);
    assertThat(RecordingHooks.taken()).containsExactly("truncationBegin -3", "truncationEnd -3");
  }

  @Test
  void aFreeIsToldBeforeTheBodyAndOnce() throws Throwable {
    Class<?> type = woven("before free(Ljava/lang/Object;J)V freed 1", "before freeThrows(J)V freed 0");
    call(type, "free", "", 41L);
    assertThat(RecordingHooks.taken()).containsExactly("freed 41", "free 42");
    assertThatThrownBy(() -> call(type, "freeThrows", 43L)).isInstanceOf(IllegalStateException.class);
    assertThat(RecordingHooks.taken()).containsExactly("freed 43", "free");
  }

  @Test
  void productsAndRoundedLengths() throws Throwable {
    Class<?> type = woven("after calloc(IJ)J allocated result 0*1", "before unmap(JJI)V unmapped 0 1^2");
    call(type, "calloc", 3, 5_000_000_000L);
    assertThat(RecordingHooks.taken()).containsExactly("allocated 1000 15000000000");
    long[][] cases = {{1, 4_096, 4_096}, {4_096, 4_096, 4_096}, {4_097, 4_096, 8_192}, {0, 4_096, 0}, {5, 1, 5}, {5, 0, 0}};
    for (long[] each : cases) {
      call(type, "unmap", 64L, each[0], (int) each[1]);
      assertThat(RecordingHooks.taken()).containsExactly("unmapped 64 " + each[2], "unmap");
    }
  }

  @Test
  void aReallocationIsToldAtBothEnds() throws Throwable {
    Class<?> type = woven("around realloc(JJJ)J reallocated 0 1 result");
    assertThat(call(type, "realloc", 10L, 20L, 30L)).isEqualTo(30L);
    assertThat(RecordingHooks.taken()).containsExactly("reallocationBegin 10 20", "realloc", "reallocated 10 20 30");
    assertThatThrownBy(() -> call(type, "realloc", 10L, 20L, -1L)).isInstanceOf(IllegalArgumentException.class).hasMessage("realloc");
    assertThat(RecordingHooks.taken()).containsExactly("reallocationBegin 10 20", "realloc", "reallocationThrown 10");
  }

  @Test
  void aChangeEndsHoweverTheMethodEnds() throws Throwable {
    Class<?> type = woven("around change(JII)I changed 0 1", "around truncate(Ljava/lang/String;J)V truncated 1");
    assertThat(call(type, "change", 10L, 20, 0)).isEqualTo(1);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "finally 1", "changeEnd 10 20");
    assertThat(call(type, "change", 10L, 20, 1)).isEqualTo(3);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "handler caught", "changeEnd 10 20");
    assertThat(call(type, "change", 10L, 20, 2)).isEqualTo(2);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "changeEnd 10 20");
    assertThatThrownBy(() -> call(type, "change", 10L, 20, 3)).isInstanceOf(Error.class).hasMessage("thrown");
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "finally 1", "changeEnd 10 20");
    call(type, "truncate", "name", 7L);
    assertThat(RecordingHooks.taken()).containsExactly("truncationBegin 7", "truncate", "truncationEnd 7");
    assertThatThrownBy(() -> call(type, "truncate", null, 7L)).isInstanceOf(NullPointerException.class);
    assertThat(RecordingHooks.taken()).containsExactly("truncationBegin 7", "truncationEnd 7");
  }

  @Test
  void severalEventsOfOneMethodInTheirOrder() throws Throwable {
    Class<?> type = woven("around realloc(JJJ)J changed 0 1", "before realloc(JJJ)J unmapped 0 1", "after realloc(JJJ)J mapped result 1");
    call(type, "realloc", 10L, 20L, 30L);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "unmapped 10 20", "realloc", "changeEnd 10 20", "mapped 30 20");
    assertThatThrownBy(() -> call(type, "realloc", 10L, 20L, -1L)).isInstanceOf(IllegalArgumentException.class);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 10 20", "unmapped 10 20", "realloc", "changeEnd 10 20");
  }

  /** Ends are told as ever. */
  @Test
  void nothingBeginsByALibraryThatIsNotTrusted() throws Throwable {
    Class<?> type = woven("after allocate(IDJ)J allocated result 2", "around realloc(JJJ)J reallocated 0 1 result", "before free(Ljava/lang/Object;J)V freed 1");
    RecordingHooks.distrusted = 1L << 5;
    call(type, "allocate", 3, 4.0, 1_000L);
    call(type, "realloc", 10L, 20L, 30L);
    call(type, "free", "", 41L);
    assertThat(RecordingHooks.taken())
        .containsExactly("body", "allocated 1007 0", "reallocationBegin 10 0", "realloc", "reallocated 10 20 30", "freed 41", "free 42");
    RecordingHooks.distrusted = ~(1L << 5);
    call(type, "allocate", 3, 4.0, 1_000L);
    assertThat(RecordingHooks.taken()).containsExactly("body", "allocated 1007 1000");
  }

  /** That the VM finds the native by its old name is for the integration tests. */
  @Test
  void aNativeMethodIsRenamedAndCalled() throws Exception {
    Class<?> type = woven("after ofNative(IJ)J allocated result 1", "before freeOfNative(J)V freed 0");
    assertThat(Arrays.stream(type.getDeclaredMethods()).filter(m -> Modifier.isNative(m.getModifiers())))
        .extracting(Method::getName)
        .containsExactlyInAnyOrder("$pindown$ofNative", "$pindown$freeOfNative");
    Method renamed = type.getDeclaredMethod("$pindown$ofNative", int.class, long.class);
    assertThat(Modifier.toString(renamed.getModifiers())).isEqualTo("private static native");
    assertThat(renamed.isSynthetic()).isTrue();
    assertThat(Modifier.toString(type.getDeclaredMethod("ofNative", int.class, long.class).getModifiers())).isEqualTo("public static");
    assertThat(Modifier.toString(type.getDeclaredMethod("freeOfNative", long.class).getModifiers())).isEqualTo("public");
    assertThatThrownBy(() -> call(type, "freeOfNative", 41L)).isInstanceOf(UnsatisfiedLinkError.class).hasMessageContaining("$pindown$freeOfNative");
    assertThat(RecordingHooks.taken()).containsExactly("freed 41");
  }

  @Test
  void aRowThatDoesNotFitIsLeftOutWithItsReason() {
    List<LibraryHook> rows = rows("before nothing(J)V freed 0", "before free(J)V freed 0", "after ofNative(IJ)J allocated result 1", "before freeThrows(J)V freed 0");
    LibraryWeaver weaver = new LibraryWeaver(rows, CALLS, false);
    assertThat(weaver.weave(classFile(Subject.class))).isNotNull();
    assertThat(weaver.gap(0)).contains("no such method");
    assertThat(weaver.gap(1)).contains("no such method");
    assertThat(weaver.gap(2)).isEqualTo(LibraryWeaver.TOO_LATE);
    assertThat(weaver.gap(3)).isNull();
    assertThat(weaver.renamed()).isFalse();
    LibraryWeaver none = new LibraryWeaver(rows.subList(0, 2), CALLS, true);
    assertThat(none.weave(classFile(Subject.class))).isNull();
    LibraryWeaver ofAbstract = new LibraryWeaver(rows("before free(J)V freed 0"), CALLS, true);
    assertThat(ofAbstract.weave(classFile(Subject.Without.class))).isNull();
    assertThat(ofAbstract.gap(0)).contains("abstract");
  }

  /** JNA finds the function by the name of the native method, so that must not change. */
  @Test
  void nativesThatJnaMapsKeepTheirNames() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "a/B", null, "java/lang/Object", null);
    writer.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, "m", "(J)V", null, null).visitEnd();
    var code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    code.visitLdcInsn("c");
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "com/sun/jna/Native", "register", "(Ljava/lang/String;)V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(1, 0);
    code.visitEnd();
    writer.visitEnd();
    LibraryWeaver weaver = new LibraryWeaver(rows("before m(J)V freed 0"), CALLS, true);
    assertThat(weaver.weave(writer.toByteArray())).isNull();
    assertThat(weaver.gap(0)).contains("mapped by JNA");
  }

  /** Class files from before frames came. */
  @Test
  void anOldClassFile() throws Throwable {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V1_4, Opcodes.ACC_PUBLIC, "a/Old", null, "java/lang/Object", null);
    var code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "m", "(JJ)J", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.LLOAD, 0);
    code.visitVarInsn(Opcodes.LLOAD, 2);
    code.visitInsn(Opcodes.LDIV);
    code.visitInsn(Opcodes.LRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    List<LibraryHook> rows = rows("around m(JJ)J changed 0 1");
    Class<?> type = new Woven().define(new LibraryWeaver(rows, CALLS, true).weave(writer.toByteArray()));
    assertThat(call(type, "m", 12L, 3L)).isEqualTo(4L);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 12 3", "changeEnd 12 3");
    assertThatThrownBy(() -> call(type, "m", 12L, 0L)).isInstanceOf(ArithmeticException.class);
    assertThat(RecordingHooks.taken()).containsExactly("changeBegin 12 0", "changeEnd 12 0");
  }

  @Test
  void eachLibraryHasItsOwnNumber() throws Throwable {
    List<LibraryHook> rows = Arrays.asList(rows("after allocate(IDJ)J allocated result 2").get(0), HookFile.parse(
        "test", "library y\nclass a.B\nafter allocate(IDJ)J mapped result 2").get(0));
    Class<?> type = new Woven().define(new LibraryWeaver(rows, CALLS, true).weave(classFile(Subject.class)));
    RecordingHooks.distrusted = 1L << 6;
    call(type, "allocate", 3, 4.0, 1_000L);
    assertThat(RecordingHooks.taken()).containsExactly("body", "allocated 1007 1000", "mapped 1007 0");
  }

  @Test
  void otherMethodsKeepTheirCode() {
    byte[] original = classFile(Subject.class);
    byte[] woven = new LibraryWeaver(rows("before freeThrows(J)V freed 0"), CALLS, true).weave(original);
    Map<String, String> before = MethodTexts.of(original);
    Map<String, String> after = MethodTexts.of(woven);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(before.keySet().stream().filter(method -> !before.get(method).equals(after.get(method))).collect(Collectors.toList()))
        .containsExactly("freeThrows(J)V");
  }
}
