package io.pindown.bench.trace.record;

import java.io.IOException;
import org.apache.lucene.store.IndexInput;

/** A mapped file, or a slice of one, that knows where it is. */
final class MappedInput extends IndexInput {
  /** What is shorter is decoded in place by a reader, not taken as a block. */
  private static final int BLOCK = 256;

  private final IndexInput in;
  private final long address;
  private final MappedIndex.Reads reads;

  /**
   * @param address of the first byte
   */
  MappedInput(IndexInput in, long address, MappedIndex.Reads reads) {
    super(in.toString());
    this.in = in;
    this.address = address;
    this.reads = reads;
  }

  long address() {
    return address;
  }

  @Override
  public void readBytes(byte[] bytes, int offset, int length) throws IOException {
    if (length >= BLOCK) {
      reads.read(address + in.getFilePointer(), length);
    }
    in.readBytes(bytes, offset, length);
  }

  @Override
  public byte readByte() throws IOException {
    return in.readByte();
  }

  @Override
  public IndexInput slice(String description, long offset, long length) throws IOException {
    return new MappedInput(in.slice(description, offset, length), address + offset, reads);
  }

  @Override
  public MappedInput clone() {
    return new MappedInput(in.clone(), address, reads);
  }

  @Override
  public long getFilePointer() {
    return in.getFilePointer();
  }

  @Override
  public void seek(long position) throws IOException {
    in.seek(position);
  }

  @Override
  public long length() {
    return in.length();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
