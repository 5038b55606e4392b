package io.pindown.agent.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Superclasses, as far as the inputs and a few rows about the JDK tell them: for calls in the name of a subclass. */
final class Hierarchy {
  private static final String OBJECT = "java/lang/Object";

  private final Words words = new Words();
  private final int object = words.add(OBJECT);
  private final Map<String, String> superclasses = new HashMap<>();
  /** Methods that classes declare by themselves, as {@code owner.name+descriptor}; only those that rows may inherit. */
  private final Set<String> overrides = new HashSet<>();

  Hierarchy() {
    superclasses.put("java/nio/MappedByteBuffer", "java/nio/ByteBuffer");
    superclasses.put("java/nio/DirectByteBuffer", "java/nio/MappedByteBuffer");
    superclasses.put("sun/nio/ch/FileChannelImpl", "java/nio/channels/FileChannel");
    for (Sink row : Catalogue.get().rows()) {
      if (row.inherited()) {
        words.add(row.method());
      }
    }
  }

  /** Adds a class; of several with the same name, the first. */
  void add(Constants constants) {
    int superclass = constants.superclass();
    if (superclass == 0 || constants.word(constants.first(superclass), words) == object) {
      return;
    }
    String name = constants.text(constants.first(constants.self()));
    if (superclasses.putIfAbsent(name, constants.text(constants.first(superclass))) != null) {
      return;
    }
    int[] methods = constants.methods();
    for (int i = 0; i < methods.length; i += 3) {
      if (constants.word(methods[i + 1], words) != 0) {
        overrides.add(name + '.' + constants.text(methods[i + 1]) + constants.text(methods[i + 2]));
      }
    }
  }

  /** The row among these whose method a call in the name of {@code owner} runs, null when it runs another's. */
  Sink resolve(String owner, String method, String descriptor, List<Sink> rows) {
    String type = owner;
    for (int depth = 0; type != null && depth < 1_000; depth++) {
      for (Sink row : rows) {
        if (row.owner().equals(type)) {
          return row;
        }
      }
      if (overrides.contains(type + '.' + method + descriptor)) {
        return null;
      }
      type = superclasses.get(type);
    }
    return null;
  }
}
