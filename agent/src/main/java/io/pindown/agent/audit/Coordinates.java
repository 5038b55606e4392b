package io.pindown.agent.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a jar says of itself: the coordinates that Maven leaves in it, or else the names in its manifest. */
final class Coordinates {
  private static final int LARGEST = 1 << 20;

  private Coordinates() {}

  /** Null when it says nothing, or nothing that can be read: coordinates are a help to readers only. */
  static String of(ZipFile zip, String path) {
    try {
      String fromMaven = fromMaven(zip, path.substring(path.lastIndexOf('/') + 1));
      return fromMaven != null ? fromMaven : fromManifest(zip);
    } catch (IOException | RuntimeException unreadable) {
      return null;
    }
  }

  /** A jar with others shaded in has their coordinates, too: its own are those that its file is named after. */
  private static String fromMaven(ZipFile zip, String file) throws IOException {
    String only = null;
    int found = 0;
    for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
      ZipEntry entry = entries.nextElement();
      if (entry.getName().startsWith("META-INF/maven/") && entry.getName().endsWith("/pom.properties") && entry.getSize() < LARGEST) {
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(entry)) {
          properties.load(new ByteArrayInputStream(in.readNBytes(LARGEST))); // the size in the archive's index may be untrue
        }
        String artifact = properties.getProperty("artifactId");
        only = properties.getProperty("groupId") + ':' + artifact + ':' + properties.getProperty("version");
        found++;
        if (artifact != null && file.startsWith(artifact + '-' + properties.getProperty("version"))) {
          return only;
        }
      }
    }
    return found == 1 ? only : null;
  }

  private static String fromManifest(ZipFile zip) throws IOException {
    Attributes main = Versions.mainAttributes(zip);
    if (main == null) {
      return null;
    }
    String bundle = main.getValue("Bundle-SymbolicName");
    String title = bundle != null ? bundle.split(";")[0] : main.getValue(Attributes.Name.IMPLEMENTATION_TITLE);
    String version = bundle != null ? main.getValue("Bundle-Version") : main.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return title == null ? null : version == null ? title : title + ' ' + version;
  }
}
