package io.pindown.bench.trace.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.store.IOContext;

/**
 * Copies of an index elsewhere: the first takes each commit, the second every other, the third every fourth, and each file is sent from
 * its mapping in blocks. Now and then one is set up anew and takes everything.
 */
final class Replicas implements AutoCloseable {
  private static final int COUNT = 3;
  private static final long BLOCK = 1 << 20;
  private static final int BETWEEN_NEW = 30;

  private final MappedIndex index;
  private final Sends sends;
  private final List<Set<String>> has = new ArrayList<>();
  private final Map<String, MappedInput> open = new HashMap<>();

  Replicas(MappedIndex index, Sends sends) {
    this.index = index;
    this.sends = sends;
    for (int i = 0; i < COUNT; i++) {
      has.add(new HashSet<>());
    }
  }

  void sync(IndexCommit commit, int round) throws IOException {
    Collection<String> files = commit.getFileNames();
    if (round % BETWEEN_NEW == BETWEEN_NEW - 1) {
      has.get(round / BETWEEN_NEW % COUNT).clear();
    }
    for (int i = 0; i < COUNT; i++) {
      if (round % (1 << i) == 0) {
        send(files, has.get(i));
      }
    }
    for (String gone : open.keySet().stream().filter(name -> !files.contains(name)).toList()) {
      open.remove(gone).close();
    }
  }

  private void send(Collection<String> files, Set<String> replica) throws IOException {
    replica.retainAll(files);
    for (String name : files.stream().sorted().toList()) {
      if (replica.add(name)) {
        MappedInput file = open.get(name);
        if (file == null) {
          file = index.openInput(name, IOContext.DEFAULT);
          open.put(name, file);
        }
        for (long at = 0; at < file.length(); at += BLOCK) {
          sends.access(file.address() + at, Math.min(BLOCK, file.length() - at));
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (MappedInput file : open.values()) {
      file.close();
    }
    open.clear();
  }
}
