package io.pindown.demo.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The findings for machines: the record's own shape, without timelines, and the verdict. */
public final class JsonReport {
  private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {
  }

  /** The JSON text, ending in a line feed. */
  public static String of(Findings findings, Verdict verdict) throws IOException {
    ObjectNode root = MAPPER.valueToTree(withoutTimelines(findings));
    root.putPOJO("verdict", Map.of("good", verdict.good(), "objections", verdict.objections()));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  /** Writes the JSON text, making the folder when it is not there. */
  public static void write(Findings findings, Verdict verdict, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, of(findings, verdict));
  }

  private static Findings withoutTimelines(Findings findings) {
    if (findings.stale() == null) {
      return findings;
    }
    Map<String, StaleRun> summaries = new LinkedHashMap<>();
    findings.stale().forEach((way, run) -> summaries.put(way, run.summary()));
    return new Findings(findings.environment(), summaries, findings.speed(), findings.trace(), findings.jucx(), findings.seconds());
  }
}
