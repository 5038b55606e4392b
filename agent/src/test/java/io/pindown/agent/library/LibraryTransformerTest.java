package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.hook.Inside;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class LibraryTransformerTest {
  private static final ClassLoader LOADER = LibraryTransformerTest.class.getClassLoader();
  private static final int FIRST_OF_USERS = LibraryHooks.libraries().length;

  private final List<String> distrusted = new ArrayList<>();
  private final Inside inside = (Inside) Proxy.newProxyInstance(LOADER, new Class<?>[] {Inside.class}, (proxy, method, arguments) -> {
    distrusted.add(method.getName() + " " + Arrays.toString(arguments));
    return null;
  });

  private static LibraryTransformer installed(Inside inside, Set<String> allowed, String... rows) throws DescriptionException {
    List<LibraryHook> users = rows.length == 0 ? List.of() : HookFile.parse("test", String.join("\n", rows));
    LibraryTransformer transformer = new LibraryTransformer(inside, "io/pindown/agent/library/RecordingHooks", allowed, users);
    transformer.add((Instrumentation) Proxy.newProxyInstance(LOADER, new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
      return method.getName().equals("isNativeMethodPrefixSupported") ? true : null;
    }));
    return transformer;
  }

  /** A class with these static methods, native or empty. */
  private static byte[] classFile(String name, boolean isNative, String... methods) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    for (String method : methods) {
      int open = method.indexOf('(');
      int access = Opcodes.ACC_STATIC | (isNative ? Opcodes.ACC_NATIVE : 0);
      MethodVisitor code = writer.visitMethod(access, method.substring(0, open), method.substring(open), null, null);
      if (!isNative) {
        code.visitCode();
        if (method.endsWith("J")) {
          code.visitVarInsn(Opcodes.LLOAD, 0);
        }
        code.visitInsn(method.endsWith("J") ? Opcodes.LRETURN : Opcodes.RETURN);
        code.visitMaxs(0, 0);
      }
      code.visitEnd();
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static List<String> methods(byte[] classFile) {
    List<String> names = new ArrayList<>();
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        names.add(name + ((access & Opcodes.ACC_NATIVE) != 0 ? " native" : ""));
        return null;
      }
    }, 0);
    return names;
  }

  @Test
  void classesThatNobodyNamesAreLeftAlone() throws DescriptionException {
    LibraryTransformer transformer = installed(inside, null, "library x", "class a.B", "before free(J)V freed 0");
    byte[] other = classFile("a/Other", false, "free(J)V");
    assertThat(transformer.transform(LOADER, "a/Other", null, null, other)).isNull();
    assertThat(transformer.transform(LOADER, null, null, null, other)).isNull();
    assertThat(transformer.transform(LOADER, "a/B", null, null, classFile("a/B", false, "free(J)V"))).isNotNull();
    assertThat(transformer.transform(null, "a/B", null, null, classFile("a/B", false, "free(J)V"))).as("on the boot class path").isNotNull();
    assertThat(distrusted).isEmpty();
  }

  @Test
  void whatIsBuiltInIsHookedAsFarAsItIsAllowed() throws DescriptionException {
    String netty = "io/netty/util/internal/CleanerJava24Linker";
    byte[] classFile = classFile(netty, false, "malloc(I)J", "free(J)V");
    byte[] lwjgl = classFile("org/lwjgl/system/linux/MMAN", true, "nmmap(JJJIIIJ)J", "nmunmap(JJJ)I");
    assertThat(installed(inside, Set.of("jna", "lwjgl-libc"), new String[0]).transform(LOADER, netty, null, null, classFile)).isNull();
    assertThat(installed(inside, Set.of("jna", "lwjgl-libc"), new String[0]).transform(LOADER, "org/lwjgl/system/linux/MMAN", null, null, lwjgl)).isNotNull();
    assertThat(installed(inside, Set.of(), new String[0]).transform(LOADER, "org/lwjgl/system/linux/MMAN", null, null, lwjgl)).isNull();
    assertThat(distrusted).isEmpty();
  }

  @Test
  void anEndThatCannotBeHookedIsNotForgotten() throws DescriptionException {
    LibraryTransformer transformer = installed(
        inside, null, "library x", "class a.B", "after malloc(J)J allocated result 0", "class a.C", "before free(J)V freed 0", "library y", "class a.D",
        "before free(J)V freed 0");
    transformer.transform(LOADER, "a/D", null, null, classFile("a/D", false, "release(J)V"));
    assertThat(distrusted).containsExactly("distrust [" + (FIRST_OF_USERS + 1) + ", false]");
    transformer.transform(LOADER, "a/B", null, null, classFile("a/B", false, "malloc(J)J"));
    assertThat(distrusted).hasSize(1);
    transformer.transform(LOADER, "a/C", null, null, classFile("a/C", false, "release(J)V"));
    assertThat(distrusted).containsExactly("distrust [" + (FIRST_OF_USERS + 1) + ", false]", "distrust [" + FIRST_OF_USERS + ", true]");
  }

  /** What has no beginning is not cached, so nothing is wrong with the rest. */
  @Test
  void aBeginningThatCannotBeHookedIsNoHarm() throws DescriptionException {
    LibraryTransformer transformer = installed(inside, null, "library x", "class a.B", "after malloc(J)J allocated result 0", "before free(J)V freed 0");
    assertThat(transformer.transform(LOADER, "a/B", null, null, classFile("a/B", false, "free(J)V"))).isNotNull();
    assertThat(distrusted).isEmpty();
  }

  @Test
  void aClassThatCannotBeReadIsLeftAloneAndItsEndsAreNotSeen() throws DescriptionException {
    LibraryTransformer transformer = installed(inside, null, "library x", "class a.B", "before free(J)V freed 0");
    assertThat(transformer.transform(LOADER, "a/B", null, null, new byte[] {1, 2, 3})).isNull();
    assertThat(distrusted).containsExactly("distrust [" + FIRST_OF_USERS + ", false]");
  }

  /** Methods may neither come nor go when a class is rewritten later, whoever asks for it. */
  @Test
  void nativesAreRenamedWhenTheirClassIsLoadedAndThenAlways() throws DescriptionException {
    LibraryTransformer transformer = installed(inside, null, "library x", "class a.B", "before free(J)V freed 0");
    byte[] original = classFile("a/B", true, "free(J)V");
    byte[] late = transformer.transform(LOADER, "a/B", String.class, null, original);
    assertThat(late).isNull();
    assertThat(distrusted).as("rewritten by others; and too late for its native").containsExactly(
        "distrust [" + FIRST_OF_USERS + ", true]", "distrust [" + FIRST_OF_USERS + ", false]");
    assertThat(methods(transformer.transform(LOADER, "a/B", null, null, original))).containsExactly("$pindown$free native", "free");
    assertThat(methods(transformer.transform(LOADER, "a/B", String.class, null, original))).containsExactly("$pindown$free native", "free");
    assertThat(transformer.transform(new ClassLoader() {}, "a/B", String.class, null, original)).as("of another loader").isNull();
  }
}
