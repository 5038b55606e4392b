import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes the agent's jar start quicker: {@code QuickStart JAR CLASSES}. Adds the files that {@code io.pindown.agent.StartArchive} defines classes from, those
 * that CLASSES names, a line each, core's and the agent's apart, and the classes of the hooks under their names inside java.base. Marks {@code premain} of {@code
 * Entry} as a method of variable arity: what calls it by reflection, on JDK 21 and later, then calls it as it is instead of making five classes for the call. Run
 * by the build; the same jar gives the same bytes.
 */
public final class QuickStart {
  private static final String ARCHIVE = "META-INF/pindown/start-";
  private static final String ENTRY = "io/pindown/agent/Entry.class";
  private static final List<String> HOOKS = List.of("InsideJdk", "PindownHooks", "PindownLookup", "PindownTruncation");
  private static final int VARIABLE_ARITY = 0x0080;

  private QuickStart() {}

  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path jar = Path.of(args[0]);
    Path quick = jar.resolveSibling(jar.getFileName() + ".quick");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(quick))) {
      List<String> names = Files.readAllLines(Path.of(args[1]));
      Map<Boolean, List<String>> parts = names.stream().collect(Collectors.partitioningBy(name -> name.startsWith("io.pindown.agent.")));
      if (in.getEntry(ARCHIVE + "core") != null) {
        throw new IOException(jar + " has " + ARCHIVE + "core already");
      }
      for (ZipEntry entry : in.stream().toList()) {
        byte[] bytes = read(in, entry.getName());
        write(out, entry.getName(), entry.getTime(), entry.getName().equals(ENTRY) ? marked(bytes, "premain") : bytes, false);
      }
      write(out, ARCHIVE + "core", in.getEntry(ENTRY).getTime(), archive(in, parts.get(false)), true);
      write(out, ARCHIVE + "agent", in.getEntry(ENTRY).getTime(), archive(in, parts.get(true)), true);
      for (String hook : HOOKS) {
        write(out, "META-INF/pindown/hook-" + hook, in.getEntry(ENTRY).getTime(), renamed(read(in, "io/pindown/agent/hook/" + hook + ".class")), true);
      }
    }
    Files.move(quick, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** As the agent would do it, which keeps that to itself. */
  private static byte[] renamed(byte[] classFile) throws ReflectiveOperationException {
    Method renamed = Class.forName("io.pindown.agent.HookClass").getDeclaredMethod("renamed", byte[].class);
    renamed.setAccessible(true);
    return (byte[]) renamed.invoke(null, (Object) classFile);
  }

  private static byte[] archive(ZipFile in, List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (String name : names) {
      byte[] classFile = slim(read(in, name.replace('.', '/') + ".class"));
      byte[] internal = name.replace('.', '/').getBytes(StandardCharsets.US_ASCII);
      out.writeInt(internal.length);
      out.write(internal);
      out.writeInt(classFile.length);
      out.write(classFile);
    }
    return bytes.toByteArray();
  }

  /** Without what only debuggers ask for, but for the lines, which stack traces show. */
  private static byte[] slim(byte[] classFile) {
    ClassWriter out = new ClassWriter(0);
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9, out) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
          @Override
          public void visitLocalVariable(String name, String descriptor, String signature, Label start, Label end, int index) {}

          @Override
          public void visitParameter(String name, int access) {}
        };
      }
    }, 0);
    return out.toByteArray();
  }

  /** The class file with its methods of this name marked. */
  private static byte[] marked(byte[] classFile, String name) throws IOException {
    int at = 10;
    int sought = 0;
    for (int i = 1; i < u2(classFile, 8); i++) {
      int tag = classFile[at];
      int length = tag == 1 ? 2 + u2(classFile, at + 1) : io.pindown.agent.weave.ConstantPoolNames.length(tag);
      if (tag == 1 && new String(classFile, at + 3, length - 2, StandardCharsets.UTF_8).equals(name)) {
        sought = i;
      }
      at += 1 + length;
      i += tag == 5 || tag == 6 ? 1 : 0;
    }
    at += 8 + 2 * u2(classFile, at + 6);
    at = members(classFile, at, -1);
    members(classFile, at, sought);
    return classFile;
  }

  /** Returns where the fields or methods that begin here end; marks those of a name. */
  private static int members(byte[] classFile, int begin, int name) throws IOException {
    int at = begin + 2;
    int marked = 0;
    for (int left = u2(classFile, begin); left > 0; left--) {
      if (u2(classFile, at + 2) == name) {
        classFile[at + 1] |= (byte) VARIABLE_ARITY;
        marked++;
      }
      int attributes = u2(classFile, at + 6);
      at += 8;
      for (; attributes > 0; attributes--) {
        at += 6 + (u2(classFile, at + 2) << 16 | u2(classFile, at + 4));
      }
    }
    if (name >= 0 && marked != 1) {
      throw new IOException(marked + " methods to be marked, 1 expected");
    }
    return at;
  }

  private static int u2(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static byte[] read(ZipFile in, String name) throws IOException {
    ZipEntry entry = in.getEntry(name);
    if (entry == null) {
      throw new IOException(in.getName() + " has no " + name);
    }
    try (InputStream bytes = in.getInputStream(entry)) {
      return bytes.readAllBytes();
    }
  }

  /** {@code stored}: as it is, since each start would have to inflate it. */
  private static void write(ZipOutputStream out, String name, long time, byte[] bytes, boolean stored) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    if (stored) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setCrc(sum.getValue());
      entry.setSize(bytes.length);
    }
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
