package io.pindown.agent.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * Which library an address of code belongs to, by the executable mappings of this process at one time, from {@code /proc/self/maps} as
 * Documentation/filesystems/proc.rst describes it. Immutable.
 */
final class CodeMappings {
  private record Mapping(long start, long end, long offset, String file) {}

  private final List<Mapping> mappings = new ArrayList<>();

  /** @param lines of {@code /proc/self/maps} */
  CodeMappings(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" +", 6); // range, rights, offset, device, inode, path
      if (words.length >= 5 && words[1].length() == 4 && words[1].charAt(2) == 'x') {
        int dash = words[0].indexOf('-');
        mappings.add(
            new Mapping(
                Long.parseUnsignedLong(words[0].substring(0, dash), 16),
                Long.parseUnsignedLong(words[0].substring(dash + 1), 16),
                Long.parseUnsignedLong(words[2], 16),
                words.length == 6 ? words[5] : ""));
      }
    }
  }

  /** Those that are there now; none if they cannot be read. */
  static CodeMappings now() {
    try {
      return new CodeMappings(Files.readAllLines(Paths.get("/proc/self/maps"), StandardCharsets.ISO_8859_1));
    } catch (IOException | RuntimeException e) {
      return new CodeMappings(List.of());
    }
  }

  /**
   * File name and offset in the file, as {@code libc.so.6+0x101417}; for code of no file, which is the VM's own or made by somebody else at
   * run time, its address; null if there is no code.
   */
  String nameOf(long address) {
    Mapping mapping = around(address);
    if (mapping == null) {
      return null;
    }
    if (mapping.file.isEmpty()) {
      return "code made at run time, at 0x" + Long.toHexString(address);
    }
    return mapping.file.substring(mapping.file.lastIndexOf('/') + 1) + "+0x" + Long.toHexString(address - mapping.start + mapping.offset);
  }

  /**
   * What called the code at {@code pc}, as far as the stack shows: the first word that points into code of another file, or of another mapping
   * where that has none. A word that lies there from earlier calls is taken for it, too. Null if there is none.
   */
  String callerOf(long pc, long[] stack) {
    Mapping own = around(pc);
    for (long word : stack) {
      Mapping mapping = around(word);
      if (mapping != null && mapping != own && (own == null || own.file.isEmpty() || !mapping.file.equals(own.file))) {
        return nameOf(word);
      }
    }
    return null;
  }

  private Mapping around(long address) {
    for (Mapping mapping : mappings) {
      if (mapping.start <= address && address < mapping.end) {
        return mapping;
      }
    }
    return null;
  }
}
