package io.pindown.it.coverage;

import java.util.Map;
import java.util.StringJoiner;

/** The table for programs: an array of {@code {path, jdk, attach, state, test}}, sorted, a place a line. */
final class CoverageJson {
  private CoverageJson() {}

  /** All values are small letters, digits and names of classes and methods, so nothing needs escaping; {@link Cell} sees to that. */
  static String of(CoverageTable table) {
    StringJoiner array = new StringJoiner(",\n", "[\n", "\n]\n");
    for (Map.Entry<CoverageTable.Place, CoverageTable.Proof> entry : table.places().entrySet()) {
      CoverageTable.Place place = entry.getKey();
      CoverageTable.Proof proof = entry.getValue();
      array.add("  {\"path\": \"" + place.path() + "\", \"jdk\": " + place.jdk() + ", \"attach\": \"" + place.attach()
          + "\", \"state\": \"" + proof.state() + "\", \"test\": \"" + proof.named() + "\"}");
    }
    return array.toString();
  }
}
