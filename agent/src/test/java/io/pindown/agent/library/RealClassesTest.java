package io.pindown.agent.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Every method of whole libraries hooked by everything that its types allow: the VM's verifier takes each of the classes. */
class RealClassesTest {
  /** A loader that verifies, since it is not the boot loader, and holds the rewritten classes in place of the originals. */
  private static final class Woven extends ClassLoader {
    private final JarFile jar;
    private int methods;

    Woven(JarFile jar) {
      super(RealClassesTest.class.getClassLoader());
      this.jar = jar;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      JarEntry entry = jar.getJarEntry(name.replace('.', '/') + ".class");
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : entry == null ? super.loadClass(name, resolve) : define(entry);
    }

    private Class<?> define(JarEntry entry) throws ClassNotFoundException {
      try {
        byte[] original = jar.getInputStream(entry).readAllBytes();
        List<LibraryHook> rows = rows(original);
        methods += rows.size();
        byte[] woven = rows.isEmpty() ? original : new LibraryWeaver(rows, LibraryWeaverTest.CALLS, true).weave(original);
        return defineClass(null, woven, 0, woven.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(entry.getName(), e);
      }
    }
  }

  private static List<LibraryHook> rows(byte[] classFile) {
    List<LibraryHook> rows = new ArrayList<>();
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      private String className;

      @Override
      public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        className = name.replace('/', '.');
      }

      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        if (name.charAt(0) != '<' && (access & Opcodes.ACC_ABSTRACT) == 0) {
          rows.addAll(rowsOf(className, name, descriptor));
        }
        return null;
      }
    }, ClassReader.SKIP_CODE);
    return rows;
  }

  private static List<LibraryHook> rowsOf(String className, String name, String descriptor) {
    Type[] types = Type.getArgumentTypes(descriptor);
    int address = -1;
    int length = -1;
    for (int i = 0; i < types.length; i++) {
      address = types[i].getSort() == Type.LONG ? i : address;
      length = types[i].getSort() == Type.LONG || types[i].getSort() == Type.INT ? i : length;
    }
    StringBuilder text = new StringBuilder();
    String method = name + descriptor;
    int result = Type.getReturnType(descriptor).getSort();
    if (length >= 0) {
      text.append("around ").append(method).append(" truncated ").append(length).append('^').append(length).append('\n');
    }
    if (address >= 0) {
      text.append("before ").append(method).append(" freed ").append(address).append('\n');
      text.append("around ").append(method).append(" changed ").append(address).append(' ').append(length).append('*').append(length).append('\n');
    }
    if (result == Type.LONG) {
      text.append("after ").append(method).append(" allocated result ").append(length < 0 ? "result" : length).append('\n');
    }
    if (address >= 0 && result == Type.LONG) {
      text.append("around ").append(method).append(" reallocated ").append(address).append(' ').append(length).append(" result\n");
    }
    try {
      return text.length() == 0 ? List.of() : HookFile.parse("test", "library x\nclass " + className + "\n" + text);
    } catch (DescriptionException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {UnsafeBuffer.class, ClassReader.class, picocli.CommandLine.class, org.junit.jupiter.api.Assertions.class})
  void theVerifierTakesThem(Class<?> ofLibrary) throws Exception {
    int classes = 0;
    List<String> refused = new ArrayList<>();
    Path file = Path.of(ofLibrary.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarFile jar = new JarFile(file.toFile())) {
      Woven loader = new Woven(jar);
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class")) {
          classes++;
          try {
            loader.loadClass(name.substring(0, name.length() - 6).replace('/', '.')).getDeclaredMethods(); // which links the class
          } catch (VerifyError | ClassFormatError e) {
            refused.add(name + ": " + e);
          } catch (NoClassDefFoundError e) {
            assertThat(e.getMessage()).as(name).doesNotContain("RecordingHooks"); // one of the library's own optional dependencies
          }
        }
      }
      assertThat(refused).isEmpty();
      assertThat(classes).as("classes").isGreaterThan(30);
      assertThat(loader.methods).as("rows").isGreaterThan(100);
    }
  }
}
