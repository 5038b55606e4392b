package io.pindown.it;

import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmResult;
import java.util.Map;

/** What a soak did, in a few lines for the log. */
final class SoakReport {
  private SoakReport() {}

  static void print(Jdk jdk, JvmResult result) {
    Map<String, String> artefact = result.artefact();
    System.out.println(jdk + ": truth: " + artefact.get("truth") + "; events told " + artefact.get("events"));
    for (String port : new String[] {"sheltered", "exposed", "duel"}) {
      System.out.println(jdk + ", " + port + ": " + line(artefact, port + "/", "sends", "bytes", "wrong-bytes", "lost", "hits", "joined",
          "misses", "registrations", "invalidations", "withdrawn", "evictions", "flushed", "in-use-invalidations", "one-use", "broken"));
    }
    System.out.println(jdk + ", duel: " + line(artefact, "duel/", "rounds", "changer/sends", "changer/wrong-sends", "racer/sends",
        "racer/wrong-sends", "refusals"));
    System.out.println(jdk + ", did:" + all(artefact, "did/") + "; page migrations " + artefact.get("migrations"));
  }

  private static String line(Map<String, String> artefact, String prefix, String... keys) {
    StringBuilder line = new StringBuilder();
    for (String key : keys) {
      line.append(key).append(' ').append(artefact.get(prefix + key)).append(", ");
    }
    return line.substring(0, line.length() - 2);
  }

  private static String all(Map<String, String> artefact, String prefix) {
    StringBuilder line = new StringBuilder();
    artefact.forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        line.append(' ').append(key.substring(prefix.length())).append(' ').append(value);
      }
    });
    return line.toString();
  }
}
