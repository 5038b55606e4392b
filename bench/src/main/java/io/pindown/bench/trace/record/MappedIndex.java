package io.pindown.bench.trace.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MMapDirectory;

/** Lucene's memory-mapped directory, which also says where its files are mapped, and records what is read while it is asked to. */
final class MappedIndex extends FilterDirectory {
  private final Path path;
  private final Sends sends;
  private boolean recording;

  MappedIndex(Path path, Sends sends) throws IOException {
    super(new MMapDirectory(path));
    this.path = path;
    this.sends = sends;
  }

  /** Whether what is read in blocks goes to a send. */
  void record(boolean on) {
    recording = on;
  }

  @Override
  public void sync(Collection<String> names) {} // nobody will need the files after a crash

  @Override
  public MappedInput openInput(String name, IOContext context) throws IOException {
    Path file = path.resolve(name);
    Set<Long> before = FileMappings.of(file);
    IndexInput input = in.openInput(name, context);
    Set<Long> now = FileMappings.of(file);
    now.removeAll(before);
    if (now.size() != 1 && input.length() > 0) {
      input.close();
      throw new IOException(file + " got " + now.size() + " mappings when it was opened; one was expected");
    }
    return new MappedInput(input, now.isEmpty() ? 0 : now.iterator().next(), this::read);
  }

  private void read(long address, long length) {
    if (recording) {
      sends.access(address, length);
    }
  }

  /** Is told of each block read. */
  @FunctionalInterface
  interface Reads {
    void read(long address, long length);
  }
}
