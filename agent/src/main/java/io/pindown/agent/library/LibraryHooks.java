package io.pindown.agent.library;

import io.pindown.agent.Excerpt;
import io.pindown.agent.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The descriptions: the one that comes with the agent, and those of users. The names of what is built in are here as well, so that no
 * text is read in a process that loads none of these classes.
 */
public final class LibraryHooks {
  private static final String RESOURCE = "built-in.hooks";
  private static final String[] LIBRARIES = {"netty", "chronicle", "jna", "lwjgl", "lwjgl-libc"};
  private static final String[] CLASSES = {
    "io/netty/util/internal/CleanerJava24Linker",
    "net/openhft/chronicle/core/OS",
    "com/sun/jna/Native",
    "com/sun/jna/Memory",
    "org/lwjgl/system/MemoryUtil",
    "org/lwjgl/system/libc/LibCStdlib",
    "org/lwjgl/system/linux/MMAN",
  };

  /** Libraries that users can describe for one process: with those built in, one bit of a word for each. */
  public static final int MOST_OF_USERS = 64 - LIBRARIES.length;

  private LibraryHooks() {}

  /** The rows for the libraries that the agent knows, in the order of the description; not to be changed. */
  public static List<LibraryHook> builtIn() {
    return BuiltIn.ROWS;
  }

  /** The names of the libraries that the agent knows, in the order of the description. */
  public static String[] libraries() {
    return LIBRARIES.clone();
  }

  /** Internal names of the classes that {@link #builtIn()} names. */
  static String[] classes() {
    return CLASSES;
  }

  /** Whether a library of this name is built in. */
  public static boolean isKnown(String library) {
    for (String known : LIBRARIES) {
      if (known.equals(library)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a user's description.
   *
   * @throws DescriptionException naming the file, the line and what is allowed
   */
  public static List<LibraryHook> read(String file) throws DescriptionException {
    String text;
    try {
      text = TextFile.read(file);
    } catch (IOException | RuntimeException e) {
      throw new DescriptionException(
          Excerpt.of(file) + " cannot be read: " + Excerpt.of(e.toString()) + "; allowed: a text file in UTF-8 of at most " + TextFile.MOST_BYTES + " bytes, see docs/library-hooks.md");
    }
    List<LibraryHook> rows = HookFile.parse(Excerpt.of(file), text);
    for (LibraryHook row : rows) {
      if (isKnown(row.library())) {
        throw new DescriptionException(Excerpt.of(file) + ": library '" + row.library() + "' is built in; allowed: another name");
      }
    }
    return rows;
  }

  /** Read when it is first needed. */
  private static final class BuiltIn {
    static final List<LibraryHook> ROWS = load();

    private static List<LibraryHook> load() {
      try (InputStream in = LibraryHooks.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing in the agent's jar");
        }
        return List.copyOf(HookFile.parse(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (DescriptionException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
