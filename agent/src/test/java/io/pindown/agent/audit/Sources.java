package io.pindown.agent.audit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles small sources in memory with the compiler of this JDK. */
final class Sources {
  private Sources() {}

  /** @param files in pairs: a class's name with slashes, its source */
  static Map<String, byte[]> compile(String... files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    Map<String, ByteArrayOutputStream> outputs = new TreeMap<>();
    List<JavaFileObject> inputs = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      inputs.add(source(files[i], files[i + 1]));
    }
    JavaFileManager manager = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(messages, null, null)) {
      @Override
      public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
          @Override
          public OutputStream openOutputStream() {
            return outputs.computeIfAbsent(name.replace('.', '/'), key -> new ByteArrayOutputStream());
          }
        };
      }
    };
    List<String> options = List.of("-g", "-proc:none", "-nowarn", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED");
    if (!compiler.getTask(null, manager, messages, options, null, inputs).call()) {
      throw new IllegalArgumentException(messages.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).toList().toString());
    }
    Map<String, byte[]> classes = new TreeMap<>();
    outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  /** What an audit for this JDK finds in the classes of these sources, one line a site: {@code line kind verdict sink}. */
  static List<String> audited(int jdk, String... files) {
    return lines(jdk, compile(files));
  }

  static List<String> lines(int jdk, Map<String, byte[]> classes) {
    List<String> lines = new ArrayList<>();
    for (Site site : audit(jdk, classes)) {
      lines.add(site.line() + " " + site.kind().text() + " " + site.verdict().text() + " " + site.sink());
    }
    return lines;
  }

  static List<Site> audit(int jdk, Map<String, byte[]> classes) {
    Audit audit = new Audit(jdk, new Adapters(List.of()));
    Library library = audit.library("test");
    classes.forEach((name, bytes) -> audit.accept(library, name, bytes));
    audit.end();
    if (!audit.problems().isEmpty()) {
      throw new AssertionError(audit.problems());
    }
    return library.sites();
  }
}
