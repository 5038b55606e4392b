package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.it.app.SlowAgent;
import io.pindown.it.app.SlowlyRewrittenApp;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import io.pindown.it.jvm.Places;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Another agent's transformer takes longer over a class with hooks than anybody waits for it. Asked after ours, whatever it will make of the
 * hooks is not known: nothing is trusted or cached until it is done. Asked before ours, the class with its hooks stays until ours has been
 * asked, too. A class without hooks concerns nobody.
 */
class SlowTransformerIT {
  private static final String NONE = "UNCOVERED not clean [ALLOCATE, FREE, REALLOCATE]";
  private static final String ALL = "hit clean covered";

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#ends")
  void askedAfterOurs(Jdk jdk) {
    Map<String, String> expected = untouched("unhooked");
    expected.putAll(untouched("as-is"));
    expected.put("as-is.during", NONE);
    expected.put("as-is.during.later", "UNCOVERED");
    expected.putAll(expected("without-hooks", NONE, "UNCOVERED"));
    expected.put("without-hooks.after", "new UNKNOWN_CONTAINER covered"); // what may have ended unseen is forgotten, and found again by its cleaner
    expected.put("without-hooks.after.watch", "not clean 1");
    JvmBuilder builder = Programs.plain(jdk, "slow/behind").agent(Places.agentJar(), "").agent(other(), "");
    check(builder, expected);
  }

  @ParameterizedTest
  @MethodSource("io.pindown.it.jvm.Jdk#all")
  void askedBeforeOurs(Jdk jdk) {
    Map<String, String> expected = untouched("unhooked");
    expected.putAll(untouched("as-is"));
    expected.putAll(untouched("without-hooks"));
    JvmBuilder builder = Programs.plain(jdk, "slow/before").agent(other(), "").agent(Places.agentJar(), "");
    check(builder, expected);
  }

  private static Path other() {
    return ProgramJar.agent(SlowAgent.class);
  }

  private static Map<String, String> untouched(String name) {
    Map<String, String> expected = expected(name, ALL, "hit");
    expected.put(name + ".after", "hit hit covered");
    expected.put(name + ".after.watch", "clean");
    return expected;
  }

  private static Map<String, String> expected(String name, String during, String later) {
    return new TreeMap<>(Map.of(
        "checksum", "0",
        "first", "new new covered",
        name + ".clean-before", "true",
        name + ".during", during,
        name + ".during.later", later,
        name + ".during.reused", "same address fresh",
        name + ".after.replaced", "same address fresh",
        name + ".after.reused", "same address fresh"));
  }

  private static void check(JvmBuilder builder, Map<String, String> expected) {
    JvmResult result = builder.flags("-Xmx512m").main(SlowlyRewrittenApp.class.getName()).run(Programs.LIMIT).expectExit(0);
    assertThat(result.artefact()).as(result.toString()).isEqualTo(expected);
    assertThat(result.stderr()).doesNotContain("pindown: ");
  }
}
