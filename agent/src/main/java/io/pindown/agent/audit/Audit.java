package io.pindown.agent.audit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;

/** One audit: takes classes, one library after the other, and keeps what it finds in them. Not thread-safe. */
final class Audit {
  private final Prefilter prefilter = new Prefilter();
  private final Hierarchy hierarchy = new Hierarchy();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final List<Library> libraries = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Judge judge;
  private int looked;

  /** @param jdk feature release that the classes will run on */
  Audit(int jdk, Adapters adapters) {
    judge = new Judge(jdk, adapters);
  }

  Library library(String path) {
    Library library = new Library(path);
    libraries.add(library);
    return library;
  }

  /** Takes one class file; a broken one becomes a problem. */
  void accept(Library library, String place, byte[] classFile) {
    try {
      Constants constants = new Constants(classFile);
      hierarchy.add(constants);
      if (prefilter.mayHaveSites(constants)) {
        looked++;
        new ClassReader(classFile).accept(new ClassSites(judge, hierarchy, library, atEnd), ClassReader.SKIP_FRAMES);
      }
      library.countClass();
    } catch (RuntimeException broken) {
      problem(place, "not a class file that can be read: " + broken);
    }
  }

  void problem(String place, String message) {
    problems.add(new Problem(place, message));
  }

  /** To be called once, after the last class. */
  void end() {
    atEnd.forEach(Runnable::run);
    atEnd.clear();
    libraries.removeIf(library -> library.classes() == 0);
  }

  /** Those with classes, in the order in which they were read. */
  List<Library> libraries() {
    return libraries;
  }

  List<Problem> problems() {
    return problems;
  }

  int classes() {
    int sum = 0;
    for (Library library : libraries) {
      sum += library.classes();
    }
    return sum;
  }

  /** How many classes had constants that made their code worth a look. */
  int looked() {
    return looked;
  }

  /** Sites of this verdict or a worse one. */
  int sites(Verdict atLeast) {
    int sum = 0;
    for (Library library : libraries) {
      for (Site site : library.sites()) {
        sum += site.verdict().compareTo(atLeast) >= 0 ? 1 : 0;
      }
    }
    return sum;
  }
}
