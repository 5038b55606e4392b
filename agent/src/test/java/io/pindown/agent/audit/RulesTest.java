package io.pindown.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of docs/audit.md, each on what a compiler makes of a small source, with what must not be listed beside it. */
class RulesTest {
  private static final String MAPPED = "covered java.nio.channels.FileChannel.map";

  @Test
  void callsAndNotTheirLookalikes() {
    assertThat(Sources.audited(25, "A", """
        import java.nio.ByteBuffer;
        class A {
          static ByteBuffer allocateDirect(int n) { return null; }
          Object direct() { return ByteBuffer.allocateDirect(8); }
          Object heap() { return ByteBuffer.allocate(8); }
          Object own() { return allocateDirect(8); }
          long free() { return Runtime.getRuntime().freeMemory(); }
        }
        """)).containsExactly("4 allocate covered java.nio.ByteBuffer.allocateDirect");
  }

  /** Constants that take two places each: what comes after them must be found where it is. */
  @Test
  void longAndDoubleConstants() {
    assertThat(Sources.audited(25, "A", """
        class A {
          static double a(long n) { return n * 1234567890123L + 0.123; }
          static double b(double n) { return n * 4.567 + 8.91; }
          Object use() { return java.nio.ByteBuffer.allocateDirect((int) (b(2.5) + a(9876543210L))); }
        }
        """)).containsExactly("4 allocate covered java.nio.ByteBuffer.allocateDirect");
  }

  @Test
  void methodReferences() {
    assertThat(Sources.audited(25, "A", """
        import java.nio.ByteBuffer;
        import java.util.function.IntFunction;
        class A {
          IntFunction<ByteBuffer> direct = ByteBuffer::allocateDirect;
          IntFunction<ByteBuffer> heap = ByteBuffer::allocate;
          IntFunction<ByteBuffer> lambda = n ->
              ByteBuffer.allocateDirect(n);
        }
        """)).containsExactly("4 allocate covered java.nio.ByteBuffer.allocateDirect", "7 allocate covered java.nio.ByteBuffer.allocateDirect");
  }

  @Test
  void callsInTheNameOfASubclass() {
    assertThat(Sources.audited(25, "A", """
        import java.io.*;
        import java.nio.MappedByteBuffer;
        class A {
          static class Plain extends RandomAccessFile {
            Plain() throws IOException { super("x", "rw"); }
          }
          static class Deeper extends Plain { Deeper() throws IOException { } }
          static class Own extends RandomAccessFile {
            Own() throws IOException { super("x", "rw"); }
            @Override public void setLength(long n) { }
          }
          static class Unrelated { void setLength(long n) { } }
          void use(Plain plain, Deeper deeper, Own own, Unrelated other) throws IOException {
            plain.setLength(1);
            deeper.setLength(1);
            own.setLength(1);
            other.setLength(1);
            MappedByteBuffer.allocateDirect(1);
          }
        }
        """)).containsExactly(
            "14 change covered java.io.RandomAccessFile.setLength",
            "15 change covered java.io.RandomAccessFile.setLength",
            "18 allocate covered java.nio.ByteBuffer.allocateDirect");
  }

  /** The subclass may come after its use, or in another library. */
  @Test
  void theOrderOfClassesDoesNotMatter() {
    Map<String, byte[]> classes = Sources.compile("A", "class A { void use(Z z) throws Exception { z.setLength(1); } }",
        "Z", "class Z extends java.io.RandomAccessFile { Z() throws Exception { super(\"x\", \"rw\"); } }");
    assertThat(classes.keySet()).containsExactly("A", "Z");
    assertThat(Sources.lines(25, classes)).containsExactly("1 change covered java.io.RandomAccessFile.setLength");
  }

  /** The close of a try is there twice: where the block ends, and in the line of the try for when it throws. */
  @Test
  void whatTheCompilerCopiesIsOneSiteALine() {
    assertThat(Sources.audited(25, "A", """
        import java.lang.foreign.Arena;
        class A {
          void use() {
            try (Arena arena = Arena.ofConfined()) {
              arena.allocate(8);
            }
          }
          void copied(Arena arena, int n) {
            try {
              if (n == 1) return;
              if (n == 2) return;
            } finally {
              arena.close();
            }
          }
        }
        """)).containsExactly(
            "4 allocate covered java.lang.foreign.Arena.ofConfined",
            "4 free covered java.lang.foreign.Arena.close",
            "5 allocate covered java.lang.foreign.Arena.allocate",
            "6 free covered java.lang.foreign.Arena.close",
            "13 free covered java.lang.foreign.Arena.close");
  }

  @Test
  void filesThatAreWrittenFromTheirBegin() {
    assertThat(Sources.audited(25, "A", """
        import java.io.*;
        import java.nio.channels.FileChannel;
        import java.nio.file.*;
        class A {
          void use(File f, Path p, boolean b) throws IOException {
            new FileOutputStream(f);
            new FileOutputStream(f, true);
            new FileOutputStream(f, false);
            new FileOutputStream(f, b);
            new FileOutputStream(f, b ? b : true);
            new FileOutputStream(new FileDescriptor());
            new FileWriter(f,
                true);
            Files.newOutputStream(p);
            Files.newOutputStream(p, StandardOpenOption.APPEND);
            Files.write(p, new byte[1], StandardOpenOption.TRUNCATE_EXISTING);
            FileChannel.open(p, StandardOpenOption.WRITE);
            FileChannel.open(p, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
          }
        }
        """).stream().map(line -> line.replaceAll("(covered|unknown|kernel) ", ""))).containsExactly(
            "6 change java.io.FileOutputStream.<init>",
            "8 change java.io.FileOutputStream.<init>",
            "9 change java.io.FileOutputStream.<init>",
            "10 change java.io.FileOutputStream.<init>",
            "14 change java.nio.file.Files.newOutputStream",
            "16 change java.nio.file.StandardOpenOption.TRUNCATE_EXISTING",
            "18 change java.nio.file.StandardOpenOption.TRUNCATE_EXISTING");
  }

  @Test
  void downcalls() {
    assertThat(Sources.audited(25, "A", """
        import java.lang.foreign.*;
        import java.lang.invoke.MethodHandle;
        class A {
          static final Linker LINKER = Linker.nativeLinker();
          MethodHandle named(FunctionDescriptor d) {
            return LINKER.downcallHandle(LINKER.defaultLookup().find("munmap").get(), d);
          }
          MethodHandle harmless(FunctionDescriptor d) {
            return LINKER.downcallHandle(LINKER.defaultLookup().find("getpid").get(), d);
          }
          MethodHandle unnamed(MemorySegment symbol, FunctionDescriptor d) {
            return LINKER.downcallHandle(symbol, d);
          }
          MethodHandle second(MemorySegment symbol, FunctionDescriptor d) {
            LINKER.downcallHandle(LINKER.defaultLookup().find("getpid").get(), d);
            return LINKER.downcallHandle(symbol, d);
          }
          MethodHandle unbound(FunctionDescriptor d) {
            return LINKER.downcallHandle(d);
          }
          MemorySegment pin(SymbolLookup lookup) {
            return lookup.find("ibv_reg_mr").get();
          }
        }
        """)).containsExactly("6 unmap covered downcall munmap", "12 native unknown downcall", "16 native unknown downcall", "19 native unknown downcall", "22 pin unknown downcall ibv_reg_mr");
  }

  /** A helper that takes the name: who calls it has the name, and the helper may link anything. */
  @Test
  void downcallsThroughAHelper() {
    assertThat(Sources.audited(25, "A", """
        import java.lang.foreign.*;
        import java.lang.invoke.MethodHandle;
        class A {
          static MethodHandle link(String name, FunctionDescriptor d) {
            return Linker.nativeLinker().downcallHandle(SymbolLookup.loaderLookup().find(name).get(), d);
          }
          static final MethodHandle FREE = link("free", FunctionDescriptor.ofVoid());
          static final MethodHandle ABS = link("abs", FunctionDescriptor.ofVoid());
        }
        """)).containsExactly("5 native unknown downcall", "5 native unknown java.lang.foreign.SymbolLookup.loaderLookup", "7 free covered downcall free");
  }

  /** The text that an arena copies is not the name of the function that is linked next. */
  @Test
  void aTextInAnArenaIsNoSymbol() {
    assertThat(Sources.audited(25, "A", """
        import java.lang.foreign.*;
        class A {
          Object use(Arena arena, MemorySegment symbol, FunctionDescriptor d) {
            arena.allocateFrom("getpid");
            return Linker.nativeLinker().downcallHandle(symbol, d);
          }
        }
        """)).containsExactly("4 allocate covered java.lang.foreign.Arena.allocateFrom", "5 native unknown downcall");
  }

  @Test
  void reflection() {
    assertThat(Sources.audited(25, "A", """
        import java.lang.invoke.*;
        import java.lang.reflect.Method;
        class A {
          static Method find(Class<?> type, String name, Class<?>... types) { return null; }
          Object use(Class<?> type, MethodHandles.Lookup lookup) throws Exception {
            type.getDeclaredMethod("unmap0", long.class, long.class);
            find(type, "map0");
            lookup.findVirtual(type, "freeMemory", MethodType.methodType(void.class));
            System.out.println("freeMemory");
            return type.getMethod("toString");
          }
          Object other(Class<?> type, String name) throws Exception {
            System.out.println("freeMemory");
            return type.getMethod(name);
          }
        }
        """).stream().map(line -> line.replaceAll("(covered|kernel) ", ""))).containsExactly(
            "6 unmap by name: unmap0", "7 map by name: map0", "8 free by name: freeMemory");
  }

  @Test
  void linkingByReflection() {
    String text = """
        import java.lang.invoke.*;
        class A {
          Object use(Class<?> linker, MethodHandles.Lookup lookup, MethodHandle find) throws Throwable {
            %s
            return lookup.findVirtual(linker, "downcallHandle", MethodType.methodType(MethodHandle.class));
          }
        }
        """;
    assertThat(Sources.audited(25, "A", String.format(text, "find.invoke(\"malloc\");"))).containsExactly("4 allocate covered downcall malloc");
    assertThat(Sources.audited(25, "A", String.format(text, "find.invoke(\"other\");"))).containsExactly("5 native unknown downcall");
  }

  @Test
  void nativeMethods() {
    assertThat(Sources.audited(25, "A", "class A { native void a(); static native long b(int n); void c() { } }"))
        .containsExactly("0 native unknown native method", "0 native unknown native method");
  }

  @Test
  void jna() {
    String stubs = "package com.sun.jna; public class Function { public static Function getFunction(String a, String b) { return null; } "
        + "public Object invoke(Object... a) { return null; } }";
    assertThat(Sources.audited(25, "com/sun/jna/Function", stubs,
        "com/sun/jna/Library", "package com.sun.jna; public interface Library { }",
        "com/sun/jna/Native", "package com.sun.jna; public class Native { public static void register(String name) { } }",
        "A", """
        import com.sun.jna.*;
        class A {
          interface C extends Library {
            int munmap(long a, long b);
            int getpid();
          }
          interface NoLibrary {
            int munmap(long a, long b);
          }
          static class Direct {
            static { Native.register("c"); }
            static native long mmap(long a);
            static native int getpid();
          }
          void use(String name) {
            Function.getFunction("c", "free");
            Function.getFunction("c", "abs");
            Function.getFunction("c", name);
          }
        }
        """)).containsExactlyInAnyOrder(
            "16 free kernel JNA free",
            "18 native unknown JNA function",
            "0 unmap kernel JNA munmap",
            "0 map kernel JNA mmap",
            "0 native unknown native method",
            "11 native unknown com.sun.jna.Native.register");
  }

  /** Who describes a class describes what its calls do in the end; of a class that is only called alike it says nothing. */
  @Test
  void insideOfADescribedClass() {
    String text = """
        package net.openhft.chronicle.core;
        class %s {
          static class Holder {
            Object unmap() throws Exception { return com.sun.jna.Function.getFunction("munmap"); }
            Object truncate(Class<?> type) throws Exception { return type.getDeclaredMethod("truncate0", long.class); }
            void load() { System.loadLibrary("x"); }
          }
          native void work();
        }
        """;
    String jna = "package com.sun.jna; public class Function { public static Function getFunction(String name) { return null; } }";
    assertThat(Sources.audited(25, "com/sun/jna/Function", jna, "net/openhft/chronicle/core/OS", String.format(text, "OS"))).containsExactly(
        "0 native unknown native method", "4 unmap adapter JNA munmap", "5 change unknown by name: truncate0", "6 native unknown java.lang.System.loadLibrary");
    assertThat(Sources.audited(25, "com/sun/jna/Function", jna, "net/openhft/chronicle/core/OSX", String.format(text, "OSX")))
        .contains("4 unmap kernel JNA munmap");
  }

  @Test
  void subclassesOfTheChannel() {
    assertThat(Sources.audited(25, "A", """
        import java.nio.channels.FileChannel;
        class A {
          Object use(FileChannel channel, FileChannel.MapMode mode, java.lang.foreign.Arena arena) throws Exception {
            channel.map(mode, 0, 1);
            return channel.map(mode, 0, 1, arena);
          }
        }
        """)).containsExactly("4 map " + MAPPED, "5 map " + MAPPED);
  }
}
