package io.pindown.agent.weave;

/**
 * The frames of one method (StackMapTable): moved to where their instructions are now, and asked for what a handler expects. Not thread-safe.
 */
final class Frames {
  private final ClassFile file;
  /** Where the number of frames is; 0 when the method has none. */
  private final int table;
  private final int[] positions;
  private int at;
  private int previous;
  private int count;

  /** @param positions where each instruction is now, by where it was */
  Frames(ClassFile file, int table, int[] positions) {
    this.file = file;
    this.table = table;
    this.positions = positions;
  }

  /** Writes all frames without their number; returns the number. What is added behind them follows {@link #last()}. */
  int write(Bytes out) {
    previous = -1;
    int was = -1;
    at = table + 2;
    count = table == 0 ? 0 : file.u2(table);
    for (int i = 0; i < count; i++) {
      int tag = file.bytes[at++] & 0xff;
      int delta = tag < 128 ? tag & 63 : file.u2(at);
      at += tag < 128 ? 0 : 2;
      was += delta + 1;
      int now = positions[was] - previous - 1;
      previous = positions[was];
      writeOne(out, tag, now);
    }
    return count;
  }

  /** Where the last frame is that was written, -1 for none. */
  int last() {
    return previous;
  }

  private void writeOne(Bytes out, int tag, int delta) {
    if (tag < 64 || tag == 251) {
      if (delta < 64) {
        out.u1(delta);
      } else {
        out.u1(251).u2(delta);
      }
    } else if (tag < 128 || tag == 247) {
      if (delta < 64) {
        out.u1(64 + delta);
      } else {
        out.u1(247).u2(delta);
      }
      types(out, 1);
    } else if (tag > 251 && tag < 255) {
      out.u1(tag).u2(delta);
      types(out, tag - 251);
    } else if (tag == 255) {
      out.u1(tag).u2(delta);
      types(out, counted(out));
      types(out, counted(out));
    } else if (tag > 247) {
      out.u1(tag).u2(delta);
    } else {
      throw new IllegalArgumentException("frame of type " + tag);
    }
  }

  private int counted(Bytes out) {
    int number = file.u2(at);
    at += 2;
    out.u2(number);
    return number;
  }

  private void types(Bytes out, int number) {
    for (int i = 0; i < number; i++) {
      int type = read();
      write(out, (type & 0xff) == FrameTypes.UNINITIALIZED ? FrameTypes.UNINITIALIZED | positions[type >>> 8] << 8 : type);
    }
  }

  private int read() {
    int type = file.bytes[at++] & 0xff;
    if (FrameTypes.hasMore(type)) {
      type |= file.u2(at) << 8;
      at += 2;
    }
    return type;
  }

  static void write(Bytes out, int type) {
    out.u1(type);
    if (FrameTypes.hasMore(type)) {
      out.u2(type >>> 8);
    }
  }

  /**
   * The locals of the frame at an instruction, one entry for each also where it takes two slots; with positions as they are now for objects
   * that are not initialised.
   *
   * @param first the locals when the method begins
   * @throws IllegalArgumentException if it has no frame
   */
  int[] localsAt(int pc, int[] first) {
    int[] locals = first;
    int where = -1;
    at = table + 2;
    for (int left = table == 0 ? 0 : file.u2(table); left > 0; left--) {
      int tag = file.bytes[at++] & 0xff;
      where += 1 + (tag < 128 ? tag & 63 : file.u2(at));
      at += tag < 128 ? 0 : 2;
      locals = next(tag, locals);
      if (where == pc) {
        return locals;
      }
    }
    throw new IllegalArgumentException("a handler around a site has no frame");
  }

  private int[] next(int tag, int[] before) {
    if (tag >= 64 && tag < 128 || tag == 247) {
      read();
      return before;
    }
    if (tag == 255) {
      int[] locals = resized(new int[0], file.u2(at), 2);
      int stack = file.u2(at);
      at += 2;
      for (; stack > 0; stack--) {
        read();
      }
      return locals;
    }
    return tag > 247 && tag != 251 ? resized(before, before.length + tag - 251, 0) : before;
  }

  /** As many of the types as {@code length}, those that are missing read from the table. */
  private int[] resized(int[] types, int length, int skipped) {
    at += skipped;
    int[] now = new int[length];
    System.arraycopy(types, 0, now, 0, Math.min(types.length, length));
    for (int i = types.length; i < length; i++) {
      int type = read();
      now[i] = (type & 0xff) == FrameTypes.UNINITIALIZED ? FrameTypes.UNINITIALIZED | positions[type >>> 8] << 8 : type;
    }
    return now;
  }
}
