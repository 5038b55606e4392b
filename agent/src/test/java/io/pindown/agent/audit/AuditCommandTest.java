package io.pindown.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on archives of every shape: what it reads, what it names and goes on, what its exit status is. */
class AuditCommandTest {
  private static final byte[] DIRECT = classWith("java.nio.ByteBuffer.allocateDirect(1);");
  private static final byte[] MAPS = classWith("((java.nio.channels.FileChannel) null).map(null, 0, 1);");
  private static final byte[] CLEAN = classWith("String.valueOf(1);");
  private static final byte[] LOADS = classWith("System.loadLibrary(\"x\");");
  private static final byte[] JNA_FREE = classWith("com.sun.jna.NativeLibrary.getFunction(\"free\");");

  @TempDir
  Path folder;

  private String out;
  private String err;

  @Test
  void exitStatuses() throws IOException {
    Path covered = write("covered.jar", new Jars().add("A.class", DIRECT));
    Path kernel = write("kernel.jar", new Jars().add("A.class", JNA_FREE));
    Path unknown = write("unknown.jar", new Jars().add("A.class", LOADS));
    assertThat(run(covered.toString())).isZero();
    assertThat(run("--fail-on", "kernel", covered.toString())).isZero();
    assertThat(run(kernel.toString())).isZero();
    assertThat(run("--fail-on=kernel", kernel.toString())).isEqualTo(1);
    assertThat(run(unknown.toString())).isEqualTo(1);
    assertThat(run("--fail-on=kernel", unknown.toString())).isEqualTo(1);
    assertThat(run("--fail-on=NONE", unknown.toString(), kernel.toString())).isZero();
    assertThat(run(covered.toString(), unknown.toString())).isEqualTo(1);
  }

  @Test
  void wrongCommandLines() throws IOException {
    Path jar = write("a.jar", new Jars().add("A.class", CLEAN));
    assertThat(run()).isEqualTo(2);
    assertThat(run("--jdk", "18", jar.toString())).isEqualTo(2);
    assertThat(err).contains("--jdk 18").contains("17, 21, 25 and 26");
    assertThat(run("--release", "7", jar.toString())).isEqualTo(2);
    assertThat(err).contains("--release 7");
    assertThat(run("--fail-on", "most", jar.toString())).isEqualTo(2);
    assertThat(err).contains("most");
    assertThat(run(folder.resolve("absent.jar").toString())).isEqualTo(2);
    assertThat(err).contains("absent.jar");
    assertThat(run("--unheard", jar.toString())).isEqualTo(2);
    assertThat(run(jar.toString())).isZero();
  }

  @Test
  void brokenThingsAreNamedAndTheRestIsRead() throws IOException {
    byte[] cut = Arrays.copyOf(DIRECT, DIRECT.length / 2);
    byte[] future = DIRECT.clone();
    future[7] = 120;
    Path mixed = write("mixed.jar", new Jars()
        .add("Text.class", "not a class")
        .add("Cut.class", cut)
        .add("Empty.class", new byte[0])
        .add("Future.class", future)
        .add("Huge.class", new byte[Archives.LARGEST_CLASS + 1])
        .add("A.class", DIRECT)
        .add("inside.jar", "no archive")
        .add("META-INF/MANIFEST.MF", "no manifest\n"));
    Path noJar = Files.writeString(folder.resolve("text.jar"), "no archive");
    Path other = Files.writeString(folder.resolve("notes.txt"), "text");
    Path good = write("good.jar", new Jars().add("A.class", MAPS));
    assertThat(run("--json", "--sites=all", mixed.toString(), noJar.toString(), other.toString(), good.toString())).isEqualTo(2);
    JsonNode report = new ObjectMapper().readTree(out);
    List<String> places = new ArrayList<>();
    report.get("problems").forEach(problem -> places.add(problem.get("place").asText().replace(folder + "/", "")));
    assertThat(places).containsExactly(
        "mixed.jar!/META-INF/MANIFEST.MF", "mixed.jar!/Text.class", "mixed.jar!/Cut.class", "mixed.jar!/Empty.class", "mixed.jar!/Future.class", "mixed.jar!/Huge.class",
        "mixed.jar!/inside.jar", "text.jar", "notes.txt");
    assertThat(kinds(report)).containsExactly("mixed.jar allocate", "good.jar map");
  }

  @Test
  void encryptedEntriesAreNamedAndTheRestIsRead() throws IOException {
    byte[] jar = new Jars().add("A.class", DIRECT).add("Secret.class", MAPS).add("inner.jar", new Jars().add("B.class", LOADS).bytes()).bytes();
    Files.write(folder.resolve("open.jar"), jar);
    int entry = indexOf(jar, "Secret.class", indexOf(jar, "PK\u0001\u0002", 0)) - 46;
    jar[entry + 8] |= 1;
    Files.write(folder.resolve("locked.jar"), jar);
    assertThat(run("--json", "--sites=all", folder.resolve("locked.jar").toString())).isEqualTo(2);
    JsonNode report = new ObjectMapper().readTree(out);
    assertThat(report.get("problems")).hasSize(1);
    assertThat(report.at("/problems/0/place").asText()).endsWith("locked.jar!/Secret.class");
    assertThat(report.at("/problems/0/message").asText()).isEqualTo("the entry is encrypted");
    assertThat(kinds(report)).containsExactly("locked.jar allocate", "inner.jar native");
    assertThat(run("--json", "--sites=all", folder.resolve("open.jar").toString())).isEqualTo(1);
    assertThat(kinds(new ObjectMapper().readTree(out))).containsExactlyInAnyOrder("open.jar allocate", "open.jar map", "inner.jar native");
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  /** A class that is cut anywhere is read as a whole one, or named: never more. */
  @Test
  void aClassCutAnywhere() {
    for (int length = 0; length < DIRECT.length; length++) {
      Audit audit = new Audit(25, new Adapters(List.of()));
      audit.accept(audit.library("x"), "cut", Arrays.copyOf(DIRECT, length));
      assertThat(audit.problems().size() + audit.classes()).as("cut at " + length).isEqualTo(1);
    }
  }

  @Test
  void anArchiveCutAnywhere() throws IOException {
    byte[] whole = new Jars().add("A.class", DIRECT).add("B.class", CLEAN).bytes();
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(folder.resolve("cut.jar"), Arrays.copyOf(whole, length));
      assertThat(run(folder.resolve("cut.jar").toString())).as("cut at " + length).isEqualTo(2);
      assertThat(out).contains("cut.jar: not an archive that can be read");
    }
  }

  @Test
  void aBombIsLeftAlone() throws IOException {
    byte[] zeros = new byte[Archives.LARGEST_CLASS + (1 << 20)];
    Jars bomb = new Jars();
    for (int i = 0; i < 20; i++) {
      bomb.add("Z" + i + ".class", zeros);
    }
    byte[] nested = bomb.add("A.class", DIRECT).bytes();
    for (int depth = 0; depth < 6; depth++) {
      nested = new Jars().add("inner.jar", nested).bytes();
    }
    Files.write(folder.resolve("bomb.jar"), nested);
    assertThat(run(folder.resolve("bomb.jar").toString())).isEqualTo(2);
    assertThat(out).contains("more than 4 archives in one another");
  }

  /** A megabyte of an archive can be a manifest that no heap holds. */
  @Test
  void aManifestLargerThanAnyIsNotRead() throws IOException {
    String line = "x".repeat(69) + "\n ";
    String manifest = "Manifest-Version: 1.0\nName-Of-It: " + line.repeat((17 << 20) / line.length());
    Path jar = write("bomb.jar", new Jars().add("META-INF/MANIFEST.MF", manifest).add("A.class", DIRECT));
    assertThat(run(jar.toString())).isEqualTo(2);
    assertThat(out).contains("MANIFEST.MF: taken for one without versions").contains("larger than 16 MiB").contains("1 classes");
  }

  @Test
  void multiReleaseJars() throws IOException {
    Jars jar = new Jars()
        .add("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n")
        .add("A.class", DIRECT)
        .add("META-INF/versions/11/A.class", MAPS)
        .add("META-INF/versions/21/A.class", LOADS)
        .add("META-INF/versions/21/New.class", MAPS);
    Path file = write("multi.jar", jar);
    assertThat(kinds(17, file)).containsExactly("multi.jar map");
    assertThat(kinds(21, file)).containsExactly("multi.jar map", "multi.jar native");
    run("--json", "--sites=all", "--release=8", "--jdk=25", file.toString());
    assertThat(kinds(new ObjectMapper().readTree(out))).containsExactly("multi.jar allocate");
    Path plain = write("plain.jar", new Jars().add("A.class", DIRECT).add("META-INF/versions/11/A.class", MAPS));
    assertThat(kinds(25, plain)).containsExactly("plain.jar allocate");
  }

  @Test
  void descriptionsOfTheUser() throws IOException {
    Path jar = write("a.jar", new Jars()
        .add("A.class", Sources.compile("A", "class A { static native long get(long n); static native void put(long a); }").get("A")));
    Path hooks = Files.writeString(folder.resolve("my.hooks"), "library mine\nclass A\n  after get(J)J allocated result 0\n");
    assertThat(run("--fail-on=kernel", "--sites=all", "--hooks", hooks.toString(), jar.toString())).isEqualTo(1);
    assertThat(out).containsPattern("a\\.jar +native +- +1 +- +1").contains("description mine");
    Files.writeString(hooks, "nonsense\n");
    assertThat(run("--hooks", hooks.toString(), jar.toString())).isEqualTo(2);
    assertThat(err).contains("my.hooks").contains("1");
  }

  @Test
  void archivesInArchives() throws IOException {
    byte[] library = new Jars()
        .add("META-INF/maven/g/lib/pom.properties", "groupId=g\nartifactId=lib\nversion=1\n")
        .add("M.class", MAPS)
        .bytes();
    Path boot = write("app.jar", new Jars().add("BOOT-INF/classes/A.class", DIRECT).add("BOOT-INF/lib/lib-1.jar", library));
    Path web = write("app.war", new Jars().add("WEB-INF/classes/A.class", DIRECT).add("WEB-INF/lib/lib-1.jar", library));
    assertThat(run("--json", "--sites=all", boot.toString(), web.toString())).isZero();
    JsonNode report = new ObjectMapper().readTree(out);
    assertThat(kinds(report)).containsExactly("app.jar allocate", "lib-1.jar map", "app.war allocate", "lib-1.jar map");
    assertThat(report.at("/libraries/1/path").asText()).endsWith("app.jar!/BOOT-INF/lib/lib-1.jar");
    assertThat(report.at("/libraries/1/coordinates").asText()).isEqualTo("g:lib:1");
    assertThat(report.at("/libraries/0/coordinates").isNull()).isTrue();
  }

  @Test
  void foldersAndClassFiles() throws IOException {
    Files.createDirectories(folder.resolve("classes/p"));
    Files.write(folder.resolve("classes/p/A.class"), DIRECT);
    Files.writeString(folder.resolve("classes/p/readme"), "text");
    Files.write(folder.resolve("classes/m.jar"), new Jars().add("M.class", MAPS).bytes());
    assertThat(kinds(25, folder.resolve("classes"))).containsExactly("classes allocate", "m.jar map");
    assertThat(kinds(25, folder.resolve("classes/p/A.class"))).containsExactly("A.class allocate");
  }

  @Test
  void whatIsListed() throws IOException {
    Path jar = write("a.jar", new Jars().add("A.class", DIRECT).add("B.class", LOADS));
    run("--sites=all", jar.toString());
    assertThat(out).contains("A.use:1  allocate, java.nio.ByteBuffer.allocateDirect").contains("A.use:1  native, java.lang.System.loadLibrary");
    run(jar.toString());
    assertThat(out).doesNotContain("A.use:1  allocate").contains("A.use:1  native");
    run("--sites=none", jar.toString());
    assertThat(out).doesNotContain("A.use");
    assertThat(out).containsPattern("a\\.jar +allocate +1 +- +- +-").containsPattern("native +- +- +- +1");
  }

  @Test
  void jsonCountsAllAndEscapes() throws IOException {
    Path jar = write("a \"b\" \u00fc\u20ac.jar", new Jars().add("A.class", DIRECT).add("B.class", LOADS));
    run("--json", "--sites=none", jar.toString());
    assertThat(out.getBytes(StandardCharsets.UTF_8)).hasSize(out.length());
    JsonNode library = new ObjectMapper().readTree(out).at("/libraries/0");
    assertThat(library.get("name").asText()).isEqualTo("a \"b\" \u00fc\u20ac.jar");
    assertThat(library.get("sites")).isEmpty();
    assertThat(library.at("/counts/allocate/covered").asInt()).isEqualTo(1);
    assertThat(library.at("/counts/native/unknown").asInt()).isEqualTo(1);
    assertThat(library.at("/counts/map").isMissingNode()).isTrue();
  }

  private List<String> kinds(int jdk, Path input) throws IOException {
    run("--json", "--sites=all", "--jdk=" + jdk, input.toString());
    return kinds(new ObjectMapper().readTree(out));
  }

  private static List<String> kinds(JsonNode report) {
    List<String> kinds = new ArrayList<>();
    report.get("libraries").forEach(library ->
        library.get("sites").forEach(site -> kinds.add(library.get("name").asText() + " " + site.get("kind").asText())));
    return kinds;
  }

  private int run(String... arguments) {
    StringWriter text = new StringWriter();
    StringWriter errors = new StringWriter();
    int status = new CommandLine(new AuditCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(text))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
    out = text.toString();
    err = errors.toString();
    return status;
  }

  private Path write(String name, Jars jar) throws IOException {
    return Files.write(folder.resolve(name), jar.bytes());
  }

  private static byte[] classWith(String statement) {
    return Sources.compile(
        "A", "class A { void use() throws Exception { " + statement + " } }",
        "com/sun/jna/NativeLibrary", "package com.sun.jna; public class NativeLibrary { public static Object getFunction(String n) { return null; } }")
        .get("A");
  }
}
