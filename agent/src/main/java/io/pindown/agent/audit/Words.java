package io.pindown.agent.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A set of texts that is looked up by the bytes of a class file, without making a string. Immutable once filled. */
final class Words {
  private final List<byte[]> words = new ArrayList<>();
  private int[] table = new int[256];

  /** The number of a text, from 1; a text given before keeps its number. ASCII only. */
  int add(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
    int known = find(bytes, 0, bytes.length);
    if (known != 0) {
      return known;
    }
    words.add(bytes);
    if (words.size() * 4 > table.length) {
      table = new int[table.length * 2];
      for (int number = 1; number < words.size(); number++) {
        insert(number);
      }
    }
    insert(words.size());
    return words.size();
  }

  private void insert(int number) {
    byte[] word = words.get(number - 1);
    int at = hash(word, 0, word.length) & table.length - 1;
    while (table[at] != 0) {
      at = at + 1 & table.length - 1;
    }
    table[at] = number;
  }

  /** The number of the text that stands in {@code bytes}, 0 when it is none of these. */
  int find(byte[] bytes, int from, int length) {
    for (int at = hash(bytes, from, length) & table.length - 1; table[at] != 0; at = at + 1 & table.length - 1) {
      byte[] word = words.get(table[at] - 1);
      if (word.length == length && same(word, bytes, from)) {
        return table[at];
      }
    }
    return 0;
  }

  int size() {
    return words.size();
  }

  private static boolean same(byte[] word, byte[] bytes, int from) {
    for (int i = 0; i < word.length; i++) {
      if (word[i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] bytes, int from, int length) {
    int hash = length;
    for (int i = from + length - 1; i >= from; i--) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ hash >>> 15;
  }
}
