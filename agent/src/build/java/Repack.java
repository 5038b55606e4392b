import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Moves what few starts need out of the agent's jar into archives within it: {@code Repack JAR}: Byte Buddy with the one package that uses it, and the
 * commands with picocli. The JDK looks at each name in a jar when it opens it, in code that is interpreted at the start: two thousand names cost it 8 ms. In an
 * archive nothing is compressed, since the jar compresses the archive as a whole, which makes it smaller by a third. Run by the build; the same
 * classes give the same bytes.
 */
public final class Repack {
  private static final String FOLDER = "META-INF/pindown/";
  /** By the archive's name, the folders that go there. */
  private static final Map<String, List<String>> ARCHIVES = new TreeMap<>(Map.of(
      "stage.zip", List.of("io/pindown/shaded/bytebuddy/", "io/pindown/agent/adapter/stage/"),
      "commands.zip", List.of("io/pindown/shaded/picocli/", "io/pindown/agent/cli/", "io/pindown/agent/audit/")));

  private Repack() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path packed = jar.resolveSibling(jar.getFileName() + ".packed");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(packed))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      Map<String, List<ZipEntry>> moved = new TreeMap<>();
      long time = 0;
      for (ZipEntry entry : in.stream().toList()) {
        time = Math.max(time, entry.getTime());
        String archive = archiveOf(entry.getName());
        if (archive != null) {
          moved.computeIfAbsent(archive, name -> new ArrayList<>()).add(entry);
        } else if (!entry.isDirectory()) { // nobody asks for a folder
          write(out, entry.getName(), entry.getTime(), read(in, entry), entry.getMethod());
        }
      }
      for (String archive : ARCHIVES.keySet()) {
        List<ZipEntry> entries = moved.getOrDefault(archive, List.of());
        if (in.getEntry(FOLDER + archive) != null || entries.size() < 100) {
          throw new IOException(jar + " has " + archive + " already, or few entries for it: " + entries.size());
        }
        write(out, FOLDER + archive, time, archive(in, entries, time), ZipEntry.DEFLATED);
      }
    }
    Files.move(packed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String archiveOf(String name) {
    for (Map.Entry<String, List<String>> archive : ARCHIVES.entrySet()) {
      if (archive.getValue().stream().anyMatch(name::startsWith)) {
        return archive.getKey();
      }
    }
    return null;
  }

  private static byte[] archive(ZipFile in, List<ZipEntry> moved, long time) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      moved.sort(Comparator.comparing(ZipEntry::getName));
      for (ZipEntry entry : moved) {
        if (entry.getName().endsWith(".class")) {
          write(out, entry.getName(), time, read(in, entry), ZipEntry.STORED);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] read(ZipFile in, ZipEntry entry) throws IOException {
    try (InputStream bytes = in.getInputStream(entry)) {
      return bytes.readAllBytes();
    }
  }

  private static void write(ZipOutputStream out, String name, long time, byte[] bytes, int method) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    entry.setCrc(sum.getValue());
    entry.setSize(bytes.length);
    entry.setMethod(method);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
