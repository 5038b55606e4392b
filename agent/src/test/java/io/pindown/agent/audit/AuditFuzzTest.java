package io.pindown.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.fuzz.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Class files and archives that are broken, or made to break what reads them: each is read, or named as a problem, and the rest goes on. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditFuzzTest {
  private static final int DEEP = 2_000_000;

  @TempDir private Path folder;

  private static Audit audit() {
    return new Audit(25, new Adapters(List.of()));
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream('/' + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  private static List<byte[]> classes() throws IOException {
    List<byte[]> classes = new ArrayList<>();
    for (Class<?> type : List.of(AuditFuzzTest.class, Mutations.class, Audit.class, ClassSites.class, Kind.class, Place.class, io.pindown.agent.hook.PindownHooks.class)) {
      classes.add(classFile(type));
    }
    return classes;
  }

  /** An annotation with places for sites behind it. */
  @Deprecated
  static final class Place {
    static Object site() {
      return java.nio.ByteBuffer.allocateDirect(1);
    }
  }

  @Test
  void classFiles() throws IOException {
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1), List.of());
    List<byte[]> classes = classes();
    int inputs = Mutations.inputs(20_000);
    Audit audit = audit();
    Library library = audit.library("fuzz");
    for (int i = 0; i < inputs; i++) {
      audit.accept(library, "class " + i, mutations.changed(mutations.any(classes)));
    }
    int taken = audit.classes();
    audit.end();
    assertThat(taken + audit.problems().size()).as("each is taken, or is a problem").isEqualTo(inputs);
    assertThat(taken).isBetween(inputs / 20, inputs * 19 / 20);
    assertThat(report(audit)).doesNotContain("\u001b");
  }

  private static String report(Audit audit) {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), SitesShown.ALL).write(audit, 25, 25);
    return text.toString();
  }

  /** An annotation of arrays in arrays, as deep as it can be: a reader that calls itself must not come to the end of its stack. */
  @Test
  void nestedWithoutEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xcafebabe);
    out.writeInt(61);
    String[] texts = {"Deep", "java/lang/Object", "RuntimeVisibleAnnotations", "Lx/Y;", "v", "m", "()V", "java/nio/ByteBuffer", "allocateDirect", "(I)Ljava/nio/ByteBuffer;"};
    out.writeShort(texts.length + 6);
    for (String text : texts) {
      out.writeByte(1);
      out.writeUTF(text);
    }
    out.writeByte(7);
    out.writeShort(1); // 11
    out.writeByte(7);
    out.writeShort(2); // 12
    out.writeByte(7);
    out.writeShort(8); // 13
    out.writeByte(12);
    out.writeShort(9);
    out.writeShort(10); // 14
    out.writeByte(10);
    out.writeShort(13);
    out.writeShort(14); // 15: a sink, so that the class is looked at
    for (int each : new int[] {0x21, 11, 12, 0, 0, 0, 1, 3}) {
      out.writeShort(each);
    }
    out.writeInt(2 + 2 + 2 + 2 + 3 * DEEP + 3);
    for (int each : new int[] {1, 4, 1, 5}) {
      out.writeShort(each);
    }
    for (int i = 0; i < DEEP; i++) {
      out.writeByte('[');
      out.writeShort(1);
    }
    out.writeByte('I');
    out.writeShort(1);
    Audit audit = audit();
    audit.accept(audit.library("deep"), "Deep.class", bytes.toByteArray());
    audit.accept(audit.library("good"), "Place.class", classFile(Place.class));
    audit.end();
    assertThat(audit.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.place()).isEqualTo("Deep.class");
      assertThat(problem.message()).contains("nested");
    });
    assertThat(audit.classes()).as("the next one is read").isEqualTo(1);
  }

  @Test
  void archives() throws IOException {
    byte[] inner = new Jars().add("B.class", classFile(Place.class)).bytes();
    byte[] plain = new Jars().add("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n").add("A.class", classFile(Kind.class))
        .add("META-INF/versions/21/A.class", classFile(Place.class)).add("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=1\n").add("lib/inner.jar", inner).bytes();
    Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 2), List.of());
    int inputs = Mutations.inputs(100_000) / 200; // each is two files or more
    Path file = folder.resolve("fuzz.jar");
    int problems = 0;
    for (int i = 0; i < inputs; i++) {
      Files.write(file, mutations.changed(plain));
      Audit audit = audit();
      new Inputs(audit, 25).read(file);
      audit.end();
      problems += audit.problems().isEmpty() ? 0 : 1;
      report(audit);
    }
    assertThat(problems).isBetween(inputs / 20, inputs);
  }

  /** What a class file calls itself goes to people's terminals. */
  @Test
  void namesThatWouldMoveTheCursor() throws IOException {
    String name = Place.class.getName().replace('.', '/');
    byte[] bytes = classFile(Place.class);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    String changed = text.replace(name, "\u001b[2J" + name.substring(4));
    Audit audit = audit();
    audit.accept(audit.library("x.jar\u001b[2J"), "Place.class", changed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    audit.end();
    assertThat(audit.problems()).isEmpty();
    assertThat(report(audit)).contains("\\u001b[2J").doesNotContain("\u001b");
  }
}
