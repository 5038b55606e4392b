package io.pindown.it.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.pindown.it.app.Artefact;
import io.pindown.it.jvm.ForkedJvm;
import io.pindown.it.jvm.Jdk;
import io.pindown.it.jvm.JvmBuilder;
import io.pindown.it.jvm.JvmResult;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The main class that runs JUnit test classes in the guest: those that its arguments name. The artefact has a line for each test: {@code
 * class/test} with {@code ok}, {@code skipped: reason}, or the stack of what failed.
 */
public final class GuestTests {
  private GuestTests() {}

  public static void main(String[] classes) {
    Artefact artefact = new Artefact();
    Launcher launcher = LauncherFactory.create();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(Arrays.stream(classes).map(name -> selectClass(name)).toList()).build(),
        new TestExecutionListener() {
          @Override
          public void executionStarted(TestIdentifier test) {
            System.out.println("... " + name(test));
          }

          @Override
          public void executionSkipped(TestIdentifier test, String reason) {
            artefact.put(name(test), "skipped: " + reason);
          }

          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            switch (result.getStatus()) {
              case SUCCESSFUL -> {
                if (test.isTest()) {
                  artefact.put(name(test), "ok");
                }
              }
              case ABORTED -> artefact.put(name(test), "skipped: " + result.getThrowable().map(Throwable::getMessage).orElse(""));
              case FAILED -> artefact.failure(name(test), result.getThrowable().orElseGet(() -> new AssertionError("failed without a reason")));
            }
          }
        });
    artefact.write();
    System.exit(0); // whatever threads a failed test has left
  }

  /** A JVM that runs test classes of {@code nic}; {@code test} as for a {@link JvmBuilder}. */
  public static JvmBuilder of(Jdk jdk, String test, String... classes) {
    JvmBuilder builder = ForkedJvm.of(jdk, test).flags("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "-Dtck.rounds=20");
    for (String module : List.of("nic", "core")) {
      builder.classPath(Path.of("..", module, "target", "test-classes").toAbsolutePath().normalize());
    }
    String ours = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : ours.split(File.pathSeparator)) {
      builder.classPath(Path.of(entry).toAbsolutePath());
    }
    return builder.main(GuestTests.class.getName(), classes);
  }

  /** A test for each test that has run there, and one for their number. In the guest nothing is to be skipped. */
  public static Stream<DynamicTest> results(JvmResult result, int atLeast) {
    Map<String, String> artefact = result.artefact();
    Stream<DynamicTest> end =
        Stream.of(dynamicTest("run to the end", () -> assertThat(result.expectExit(0).artefact()).as(result.toString()).hasSizeGreaterThanOrEqualTo(atLeast)));
    return Stream.concat(
        end, artefact.entrySet().stream().map(test -> dynamicTest(test.getKey(), () -> assertThat(test.getValue()).isEqualTo("ok"))));
  }

  /** Simple names, and for a parameterised or inherited test what JUnit shows. */
  private static String name(TestIdentifier test) {
    return test.getSource()
        .map(source -> source instanceof MethodSource method ? simple(method.getClassName()) + "/" + test.getDisplayName() : simple(test.getLegacyReportingName()))
        .orElse(test.getDisplayName());
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
