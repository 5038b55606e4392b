package io.pindown.agent.weave;

import java.util.HashMap;

/**
 * Constants that a class gets behind its own. Each is added once; whether the class had one like it is not looked for, since that would cost
 * more than a constant that is there twice. Not thread-safe.
 */
final class Additions {
  private static final int MOST = 65535;

  private final ClassFile file;
  private final Bytes added = new Bytes(512);
  private final HashMap<String, Integer> indexes = new HashMap<>();
  private int count;

  Additions(ClassFile file) {
    this.file = file;
    this.count = file.constants();
  }

  /** How many constants the class has with these, counted as its file does. */
  int count() {
    return count;
  }

  Bytes bytes() {
    return added;
  }

  int text(String text) {
    Integer known = indexes.get(text);
    if (known != null) {
      return known;
    }
    added.u1(1).u2(text.length());
    for (int i = 0; i < text.length(); i++) {
      added.u1(text.charAt(i));
    }
    return next(text);
  }

  /** A class by its internal name, or an array by its descriptor. */
  int type(String name) {
    String key = "class ".concat(name);
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    int text = text(name);
    added.u1(7).u2(text);
    return next(key);
  }

  /** The same, or the class's own constant, so that a class has one index: for frames that are compared. */
  int typeOfFrame(String name) {
    int own = file.indexOfClass(name);
    return own != 0 ? own : type(name);
  }

  int method(String owner, String name, String descriptor) {
    return member(10, owner, name, descriptor);
  }

  int field(String owner, String name, String descriptor) {
    return member(9, owner, name, descriptor);
  }

  private int member(int tag, String owner, String name, String descriptor) {
    String key = owner.concat(" member ").concat(name).concat(descriptor);
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    int type = type(owner);
    int text = text(name);
    int shape = text(descriptor);
    added.u1(12).u2(text).u2(shape);
    int nameAndType = next("name and type ".concat(key));
    added.u1(tag).u2(type).u2(nameAndType);
    return next(key);
  }

  private int next(String key) {
    if (count >= MOST) {
      throw new IllegalArgumentException("no room for a constant");
    }
    indexes.put(key, count);
    return count++;
  }
}
