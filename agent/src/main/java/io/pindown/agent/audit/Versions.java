package io.pindown.agent.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which class entries of an archive a JVM of one release would load: of a multi-release jar the highest version of each class that
 * is not above the release; the others are dead there. Immutable.
 */
final class Versions {
  private static final String FOLDER = "META-INF/versions/";
  private static final int FIRST = 9;
  private static final int LARGEST_MANIFEST = 16 << 20;

  private final boolean multiRelease;
  /** By the name without the version: the version that is loaded. Only classes that have one. */
  private final Map<String, Integer> best = new HashMap<>();

  /** @param multiRelease what the manifest says */
  Versions(ZipFile zip, boolean multiRelease, int release) {
    this.multiRelease = multiRelease;
    if (multiRelease) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
        String name = entries.nextElement().getName();
        int version = version(name);
        if (FIRST <= version && version <= release) {
          best.merge(base(name), version, Math::max);
        }
      }
    }
  }

  /** Whether the entry is a class that is loaded. */
  boolean isRead(String entry) {
    if (!entry.endsWith(".class")) {
      return false;
    }
    boolean versioned = entry.startsWith(FOLDER);
    if (!multiRelease) {
      return !versioned;
    }
    Integer loaded = best.get(versioned ? base(entry) : entry);
    return versioned ? loaded != null && loaded == version(entry) : loaded == null;
  }

  /**
   * Whether the manifest says that there are several versions of classes.
   *
   * @throws IOException when it cannot be read
   */
  static boolean isMultiRelease(ZipFile zip) throws IOException {
    Attributes main = mainAttributes(zip);
    return main != null && "true".equalsIgnoreCase(main.getValue(Attributes.Name.MULTI_RELEASE));
  }

  /**
   * The main section of the manifest, null where there is none.
   *
   * @throws IOException when it cannot be read, or is larger than any manifest
   */
  static Attributes mainAttributes(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
    if (entry == null) {
      return null;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readNBytes(LARGEST_MANIFEST + 1);
      if (text.length > LARGEST_MANIFEST) {
        throw new IOException("larger than 16 MiB: no manifest");
      }
      return new Manifest(new ByteArrayInputStream(text)).getMainAttributes();
    }
  }

  /** 0 for an entry that has none. */
  private static int version(String entry) {
    if (!entry.startsWith(FOLDER)) {
      return 0;
    }
    int slash = entry.indexOf('/', FOLDER.length());
    try {
      return slash < 0 ? 0 : Integer.parseInt(entry.substring(FOLDER.length(), slash));
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  private static String base(String entry) {
    return entry.substring(entry.indexOf('/', FOLDER.length()) + 1);
  }
}
