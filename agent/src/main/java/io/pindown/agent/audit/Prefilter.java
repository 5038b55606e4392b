package io.pindown.agent.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells from the constant pool whether a class can have a site, so that the code of most classes is never looked at. It lets
 * through each class that has one: a call, a handle or a name cannot be in code without being a constant.
 */
final class Prefilter {
  private static final int ACC_NATIVE = 0x0100;

  private final Words words = new Words();
  /** By the word of an owner: the words of its methods, 0 for all of them. */
  private final Map<Integer, List<Integer>> methods = new HashMap<>();
  /** Words of name and descriptor, of methods that may be called in the name of a subclass. */
  private final List<int[]> inherited = new ArrayList<>();
  private final int texts;
  private final int options;
  private final int library;

  Prefilter() {
    // Words that may be string constants come first, so that one comparison tells them.
    CFunctions.names().forEach(words::add);
    Reflection.names().forEach(words::add);
    words.add(Linking.BY_NAME);
    texts = words.size();
    options = words.add(Catalogue.OPTIONS);
    library = words.add(Linking.JNA_LIBRARY);
    for (Sink row : Catalogue.get().rows()) {
      method(row.owner(), row.isPattern() ? null : row.method());
      if (row.inherited()) {
        inherited.add(new int[] {words.add(row.method()), words.add(row.descriptor())});
      }
    }
    for (String owner : Linking.OWNERS) {
      method(owner, null);
    }
  }

  private void method(String owner, String name) {
    methods.computeIfAbsent(words.add(owner), word -> new ArrayList<>()).add(name == null ? 0 : words.add(name));
  }

  /** Throws what {@link Constants} throws when this is no whole class file. */
  boolean mayHaveSites(Constants constants) {
    boolean may = hasNatives(constants);
    for (int i = 1; i < constants.count() && !may; i++) {
      switch (constants.tag(i)) {
        case Constants.METHOD:
        case Constants.INTERFACE_METHOD:
          may = isSink(constants, i);
          break;
        case Constants.FIELD:
          may = constants.word(constants.first(constants.first(i)), words) == options;
          break;
        case Constants.STRING:
          int word = constants.word(constants.first(i), words);
          may = word != 0 && word <= texts;
          break;
        case Constants.CLASS:
          may = constants.word(constants.first(i), words) == library;
          break;
        default:
      }
    }
    return may;
  }

  private static boolean hasNatives(Constants constants) {
    int[] methods = constants.methods();
    for (int i = 0; i < methods.length; i += 3) {
      if ((methods[i] & ACC_NATIVE) != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isSink(Constants constants, int member) {
    int name = constants.word(constants.name(member), words);
    List<Integer> ofOwner = methods.get(constants.word(constants.first(constants.first(member)), words));
    if (ofOwner != null && (ofOwner.contains(name) && name != 0 || ofOwner.contains(0))) {
      return true;
    }
    for (int[] signature : inherited) {
      if (signature[0] == name && constants.word(constants.descriptor(member), words) == signature[1]) {
        return true;
      }
    }
    return false;
  }
}
