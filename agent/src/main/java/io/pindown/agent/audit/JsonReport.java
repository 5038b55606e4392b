package io.pindown.agent.audit;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The report for programs; docs/audit.md says what its members are. */
final class JsonReport {
  private final JsonWriter out;
  private final SitesShown shown;

  JsonReport(PrintWriter out, SitesShown shown) {
    this.out = new JsonWriter(out);
    this.shown = shown;
  }

  void write(Audit audit, int jdk, int release) {
    out.open('{').name("schema").value(1).name("jdk").value(jdk).name("release").value(release);
    out.name("classes").value(audit.classes()).name("libraries").open('[');
    List<Library> libraries = audit.libraries();
    for (int i = 0; i < libraries.size(); i++) {
      if (i > 0) {
        out.line();
      }
      write(libraries.get(i));
    }
    out.close(']').name("problems").open('[');
    for (Problem problem : audit.problems()) {
      out.open('{').name("place").value(problem.place()).name("message").value(problem.message()).close('}');
    }
    out.close(']').close('}');
  }

  private void write(Library library) {
    out.open('{').name("path").value(library.path()).name("name").value(library.name());
    out.name("coordinates").value(library.coordinates()).name("classes").value(library.classes());
    out.name("counts").open('{');
    for (Map.Entry<Kind, int[]> counts : library.counts().entrySet()) {
      out.name(counts.getKey().text()).open('{');
      for (Verdict verdict : Verdict.values()) {
        out.name(verdict.text()).value(counts.getValue()[verdict.ordinal()]);
      }
      out.close('}');
    }
    out.close('}').name("sites").open('[');
    boolean any = false;
    for (Site site : library.sites()) {
      if (shown.shows(site)) {
        if (any) {
          out.line();
        }
        any = true;
        write(site);
      }
    }
    out.close(']').close('}');
  }

  private void write(Site site) {
    out.open('{').name("class").value(site.type()).name("method").value(site.method()).name("descriptor").value(site.descriptor());
    out.name("line").value(site.line()).name("kind").value(site.kind().text()).name("sink").value(site.sink());
    out.name("verdict").value(site.verdict().text()).name("by").value(site.judgement().by()).close('}');
  }
}
