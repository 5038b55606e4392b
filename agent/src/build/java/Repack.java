import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Moves Byte Buddy, and the one package that uses it, out of the agent's jar into an archive within it: {@code Repack JAR}. The JDK looks at each
 * name in a jar when it opens it, in code that is interpreted at the start: two thousand names cost it 8 ms. In the archive nothing is
 * compressed, since the jar compresses the archive as a whole, which makes it smaller by a third. Run by the build; the same
 * classes give the same bytes.
 */
public final class Repack {
  private static final String ARCHIVE = "META-INF/pindown/stage.zip";
  private static final List<String> MOVED = List.of("io/pindown/shaded/bytebuddy/", "io/pindown/agent/adapter/stage/");

  private Repack() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path packed = jar.resolveSibling(jar.getFileName() + ".packed");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(packed))) {
      if (in.getEntry(ARCHIVE) != null) {
        throw new IOException(jar + " has " + ARCHIVE + " already");
      }
      out.setLevel(Deflater.BEST_COMPRESSION);
      List<ZipEntry> moved = new ArrayList<>();
      long time = 0;
      for (ZipEntry entry : in.stream().toList()) {
        time = Math.max(time, entry.getTime());
        if (MOVED.stream().anyMatch(entry.getName()::startsWith)) {
          moved.add(entry);
        } else if (!entry.isDirectory()) { // nobody asks for a folder
          write(out, entry.getName(), entry.getTime(), read(in, entry));
        }
      }
      if (moved.size() < 100) {
        throw new IOException(jar + " has only " + moved.size() + " entries of " + MOVED);
      }
      write(out, ARCHIVE, time, archive(in, moved, time));
    }
    Files.move(packed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] archive(ZipFile in, List<ZipEntry> moved, long time) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(ZipOutputStream.STORED);
      moved.sort(Comparator.comparing(ZipEntry::getName));
      for (ZipEntry entry : moved) {
        if (entry.getName().endsWith(".class")) {
          write(out, entry.getName(), time, read(in, entry));
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

  private static void write(ZipOutputStream out, String name, long time, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    entry.setCrc(sum.getValue());
    entry.setSize(bytes.length);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
