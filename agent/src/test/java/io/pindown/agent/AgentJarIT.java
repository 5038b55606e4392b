package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** What the one jar holds, how large it is, and that nothing of others is in it under its own name. */
class AgentJarIT {
  private static final long MOST_BYTES = 4L << 20;

  @Test
  void isBelowFourMebibytes() throws IOException {
    assertThat(Files.size(ForkedJvm.agentJar())).isLessThan(MOST_BYTES);
  }

  /** Each name in the jar costs a start; what only adapters need, or only commands, lies in an archive within it. */
  @Test
  void whatFewStartsNeedIsInArchivesOnly() throws IOException {
    try (JarFile jar = jar()) {
      assertThat(jar.size()).isLessThan(500);
      assertThat(archive(jar, "stage").keySet())
          .contains("io/pindown/shaded/bytebuddy/ByteBuddy.class", "io/pindown/agent/adapter/stage/AdviceStage.class")
          .allMatch(name -> name.matches("io/pindown/(shaded/bytebuddy|agent/adapter/stage)/.*\\.class"));
      assertThat(archive(jar, "commands").keySet())
          .contains("io/pindown/shaded/picocli/CommandLine.class", "io/pindown/agent/cli/Commands.class", "io/pindown/agent/audit/Audit.class")
          .allMatch(name -> name.matches("io/pindown/(shaded/picocli|agent/cli|agent/audit)/.*\\.class"));
    }
  }

  private static Map<String, byte[]> archive(JarFile jar, String name) throws IOException {
    Map<String, byte[]> classFiles = new TreeMap<>();
    try (ZipInputStream archive = new ZipInputStream(jar.getInputStream(jar.getJarEntry("META-INF/pindown/" + name + ".zip")))) {
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        classFiles.put(entry.getName(), archive.readAllBytes());
      }
    }
    return classFiles;
  }

  /** What each start reads whole need not be inflated first. */
  @Test
  void whatEachStartReadsIsNotCompressed() throws IOException {
    try (JarFile jar = jar()) {
      assertThat(jar.stream().filter(entry -> entry.getName().matches("META-INF/pindown/(start|hook)-.*")).map(ZipEntry::getMethod)).hasSize(6).containsOnly(ZipEntry.STORED);
      assertThat(jar.getEntry("io/pindown/agent/Installer.class").getMethod()).isEqualTo(ZipEntry.DEFLATED);
    }
  }

  /** What a start defines at once is what it would have loaded, but for what debuggers ask for. */
  @Test
  void theStartsClassesAreThose() throws IOException {
    Map<String, byte[]> classes = StartFile.of(ForkedJvm.agentJar()).classes();
    assertThat(classes.keySet()).contains("registry.Containers", "agent.Installer").hasSizeGreaterThan(70);
    try (JarFile jar = jar()) {
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        byte[] loaded = jar.getInputStream(jar.getEntry("io/pindown/" + each.getKey().replace('.', '/') + ".class")).readAllBytes();
        ClassWriter expected = new ClassWriter(0);
        new ClassReader(loaded).accept(new WithoutVariables(expected), 0);
        assertThat(each.getValue()).as(each.getKey()).isEqualTo(expected.toByteArray());
      }
    }
  }

  /** So that the JVM calls it as it is, on JDK 21 and later; see what start-up.md says. */
  @Test
  void premainIsMarked() throws IOException {
    try (JarFile jar = jar()) {
      assertThat(ofVariableArity(jar, "Entry")).containsExactly("premain(Ljava/lang/String;Ljava/lang/instrument/Instrumentation;)V");
      assertThat(ofVariableArity(jar, "Premain")).as("compilers read that one").isEmpty();
    }
  }

  private static List<String> ofVariableArity(JarFile jar, String name) throws IOException {
    ClassNode type = new ClassNode();
    new ClassReader(jar.getInputStream(jar.getEntry("io/pindown/agent/" + name + ".class"))).accept(type, ClassReader.SKIP_CODE);
    return type.methods.stream().filter(method -> (method.access & Opcodes.ACC_VARARGS) != 0).map(method -> method.name + method.desc).toList();
  }

  /** The licences of what is in it, and its own. */
  @Test
  void holdsTheLicences() throws IOException {
    try (JarFile jar = jar()) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
      assertThat(text(jar, "META-INF/licenses/ASM")).contains("INRIA, France Telecom", "Redistributions in binary form");
      assertThat(text(jar, "META-INF/licenses/THIRD-PARTY")).contains("Agrona", "Byte Buddy", "picocli", "ASM");
    }
  }

  private static final class WithoutVariables extends ClassVisitor {
    WithoutVariables(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
        @Override
        public void visitLocalVariable(String variable, String type, String generic, Label start, Label end, int index) {}

        @Override
        public void visitParameter(String parameter, int flags) {}
      };
    }
  }

  private static String text(JarFile jar, String entry) throws IOException {
    return new String(jar.getInputStream(jar.getJarEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void holdsWhatItMay() throws IOException {
    TreeSet<String> others = new TreeSet<>();
    try (JarFile jar = jar()) {
      jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).forEach(name -> {
        if (!mayHold(name)) {
          others.add(name);
        }
      });
      assertThat(jar.getEntry("io/pindown/registry/AddressSpace.class")).isNotNull();
      assertThat(jar.getEntry("io/pindown/agent/Premain.class")).isNotNull();
      assertThat(jar.getEntry("io/pindown/shaded/asm/ClassReader.class")).isNotNull();
      assertThat(jar.getEntry("io/pindown/agent/archive/ArchiveLoader.class")).isNotNull();
    }
    assertThat(others).isEmpty();
  }

  private static boolean mayHold(String name) {
    return name.equals("META-INF/MANIFEST.MF")
        || name.equals("META-INF/LICENSE")
        || name.matches("META-INF/pindown/((stage|commands).zip|start-(core|agent)|hook-\\w+)")
        || name.startsWith("META-INF/licenses/")
        || name.equals("io/pindown/agent/library/built-in.hooks")
        || name.equals("io/pindown/agent/report/report.css")
        || name.equals("io/pindown/agent/pindown.jfc")
        || name.matches("io/pindown/(agent|cache|counters|event|index|registrar|registry)/.*\\.class")
        || name.matches("io/pindown/shaded/(asm|agrona)/.*\\.class");
  }

  @Test
  void refersToNoThirdPartyClassByItsOwnName() throws IOException {
    TreeSet<String> references = new TreeSet<>();
    Map<String, byte[]> classFiles = new TreeMap<>();
    try (JarFile jar = jar()) {
      classFiles.putAll(archive(jar, "commands"));
      for (JarEntry entry : jar.stream().filter(e -> e.getName().matches("io/pindown/.*\\.class")).toList()) {
        classFiles.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
      }
    }
    classFiles.forEach((file, bytes) -> {
      ClassReader reader = new ClassReader(bytes);
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int item = reader.getItem(i);
        if (item > 0 && reader.readByte(item - 1) == 7) {
          String name = reader.readUTF8(item, buffer);
          if (name.matches("\\[*L?(org/objectweb|net/bytebuddy|org/agrona|picocli)/.*")) {
            references.add(file + " -> " + name);
          }
        }
      }
    });
    assertThat(classFiles).hasSizeGreaterThan(600);
    assertThat(references).isEmpty();
  }

  @Test
  void manifestNamesAllWaysToStart() throws IOException {
    try (JarFile jar = jar()) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      assertThat(attributes.getValue("Premain-Class")).isEqualTo("io.pindown.agent.Entry");
      assertThat(attributes.getValue("Agent-Class")).isEqualTo("io.pindown.agent.Premain");
      assertThat(attributes.getValue("Launcher-Agent-Class")).isEqualTo("io.pindown.agent.Launched");
      assertThat(attributes.getValue("Main-Class")).isEqualTo("io.pindown.agent.Command");
      assertThat(attributes.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(attributes.getValue("Can-Set-Native-Method-Prefix")).isEqualTo("true");
      assertThat(attributes.getValue("Boot-Class-Path")).isNull();
      assertThat(attributes.getValue("Implementation-Version")).isNotBlank();
    }
  }

  private static JarFile jar() throws IOException {
    return new JarFile(ForkedJvm.agentJar().toFile());
  }
}
