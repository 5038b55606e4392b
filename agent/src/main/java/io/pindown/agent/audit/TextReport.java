package io.pindown.agent.audit;

import io.pindown.agent.Excerpt;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report for people: a table of counts, then the sites, one a line. */
final class TextReport {
  private static final String ROW = "%-44s %-9s %8s %8s %8s %8s%n";

  private final PrintWriter out;
  private final SitesShown shown;

  TextReport(PrintWriter out, SitesShown shown) {
    this.out = out;
    this.shown = shown;
  }

  void write(Audit audit, int jdk, int release) {
    out.printf("JDK %d, classes for release %d: %d libraries, %d classes%n%n", jdk, release, audit.libraries().size(), audit.classes());
    out.printf(ROW, "library", "kind", "covered", "adapter", "kernel", "unknown");
    for (Library library : audit.libraries()) {
      String name = Excerpt.printable(library.name());
      for (Map.Entry<Kind, int[]> counts : library.counts().entrySet()) {
        row(name, counts.getKey().text(), counts.getValue());
        name = "";
      }
      if (library.counts().isEmpty()) {
        row(name, "none", new int[Verdict.values().length]);
      }
    }
    for (Library library : audit.libraries()) {
      sites(library);
    }
    if (!audit.problems().isEmpty()) {
      out.printf("%nNot read:%n");
      for (Problem problem : audit.problems()) {
        out.println("  " + Excerpt.printable(problem.place() + ": " + problem.message()));
      }
    }
  }

  private void row(String name, String kind, int[] counts) {
    out.printf(ROW, name, kind, number(counts[0]), number(counts[1]), number(counts[2]), number(counts[3]));
  }

  private static String number(int count) {
    return count == 0 ? "-" : Integer.toString(count);
  }

  private void sites(Library library) {
    Map<String, List<String>> byReason = new TreeMap<>();
    Map<String, Integer> natives = new LinkedHashMap<>();
    for (Site site : library.sites()) {
      if (!shown.shows(site)) {
        continue;
      }
      String reason = site.verdict().text() + ", " + site.judgement().by();
      if (site.sink().equals("native method")) {
        // Libraries have hundreds in one class, and there is no line to tell: one number a class.
        natives.merge(site.type(), 1, Integer::sum);
        byReason.computeIfAbsent(reason, key -> new ArrayList<>());
      } else {
        byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(place(site) + "  " + site.kind().text() + ", " + site.sink());
      }
    }
    if (byReason.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", Excerpt.printable(library.name() + (library.coordinates() == null ? "" : " (" + library.coordinates() + ")")));
    for (Map.Entry<String, List<String>> reason : byReason.entrySet()) {
      out.println("  " + reason.getKey());
      for (String line : reason.getValue()) {
        out.println("    " + Excerpt.printable(line)); // names in class files may be anything
      }
      if (reason.getValue().isEmpty()) {
        natives.forEach((type, count) -> out.println("    " + Excerpt.printable(type) + "  native, declares " + count));
      }
    }
  }

  private static String place(Site site) {
    return site.type() + '.' + site.method() + (site.line() == 0 ? "" : ":" + site.line());
  }
}
