package io.pindown.agent;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The agent's own class files. Read with the zip API where the agent is a jar: opening a resource through a URL loads a
 * dozen classes, 5 ms of start-up.
 */
final class AgentFiles implements Closeable {
  private final ZipFile jar;

  private AgentFiles(ZipFile jar) {
    this.jar = jar;
  }

  static AgentFiles open() {
    URL home = AgentFiles.class.getProtectionDomain().getCodeSource().getLocation();
    String path = home.getPath();
    if (!"file".equals(home.getProtocol()) || path.endsWith("/")) {
      return new AgentFiles(null);
    }
    try {
      return new AgentFiles(new ZipFile(path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)));
    } catch (IOException | RuntimeException e) {
      return new AgentFiles(null); // what the class loader has found otherwise it finds again
    }
  }

  /** @param name the path of a file in the agent's jar */
  byte[] read(String name) throws IOException {
    byte[] found = find(name);
    if (found != null) {
      return found;
    }
    try (InputStream in = AgentFiles.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the agent's jar");
      }
      return in.readAllBytes();
    }
  }

  /** The same, null where the agent is no jar or has no such file. */
  byte[] find(String name) throws IOException {
    ZipEntry entry = jar == null ? null : jar.getEntry(name);
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  @Override
  public void close() throws IOException {
    if (jar != null) {
      jar.close();
    }
  }
}
