package io.pindown;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may know which. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.pindown");

  private static DescribedPredicate<JavaClass> oursOutside(List<String> allowed) {
    return DescribedPredicate.describe(
        "classes of ours outside of " + allowed,
        type -> type.getPackageName().startsWith("io.pindown") && allowed.stream().noneMatch(type.getPackageName()::equals));
  }

  @Test
  void theClassesAreThere() {
    assertThat(CORE.size()).isGreaterThan(40);
    assertThat(CORE.contain("io.pindown.registry.AddressSpace")).isTrue();
    assertThat(CORE.stream().noneMatch(c -> c.getSimpleName().endsWith("Test"))).isTrue();
  }

  @ParameterizedTest(name = "{0} knows {1}")
  @CsvSource({
    "index, ''",
    "registrar, ''",
    "event, ''",
    "counters, ''",
    "registry, 'index'",
    "cache, 'registry registrar index event counters'"
  })
  void arrowsPointOneWay(String from, String to) {
    List<String> allowed =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(from), java.util.Arrays.stream(to.split(" ")).filter(p -> !p.isEmpty()))
            .map(p -> "io.pindown." + p)
            .toList();
    noClasses().that().resideInAPackage("io.pindown." + from).should().dependOnClassesThat(oursOutside(allowed)).check(CORE);
  }

  /** On JDK 17 a channel leaves a direct buffer with the thread that reads by it, and a cache's own thread stays. */
  @Test
  void countersAreReadPastTheChannels() {
    List<String> byChannel = List.of("readAllBytes", "readAllLines", "readString", "lines", "write", "writeString", "newByteChannel", "newInputStream", "newOutputStream");
    DescribedPredicate<JavaMethodCall> reads =
        DescribedPredicate.describe(
            "calls of Files that go by a channel",
            call -> call.getTargetOwner().isEquivalentTo(Files.class) && byChannel.contains(call.getName())
                || call.getTargetOwner().isAssignableTo(Channel.class));
    noClasses().that().resideInAPackage("io.pindown.counters").should().callMethodWhere(reads).check(CORE);
  }

  /**
   * The first comparison of a record initialises a class of the JDK; if that fails for want of memory it fails for ever, and each comparison with it.
   * So what the cache and the registry keep for themselves is no record, but for these, which nobody compares.
   */
  @Test
  void whatIsKeptInsideIsNoRecord() {
    List<String> uncompared = List.of("CacheBean", "HooksBean", "Layer", "Site");
    List<String> records =
        CORE.stream()
            .filter(c -> c.isRecord() && !c.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(c -> c.getPackageName().equals("io.pindown.cache") || c.getPackageName().equals("io.pindown.registry"))
            .map(JavaClass::getSimpleName)
            .sorted()
            .toList();
    assertThat(records).isEqualTo(uncompared);
  }

  @Test
  void everyPackageHasItsArrow() {
    assertThat(CORE.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrder(
            "io.pindown.index", "io.pindown.registry", "io.pindown.registrar", "io.pindown.event", "io.pindown.counters", "io.pindown.cache");
  }

  @Test
  void onlyTheJdkAndAgrona() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.pindown..", "java..", "javax.management..", "jdk.jfr..", "org.agrona..")
        .check(CORE);
  }

  /** UnsafeBuffer, the concurrent queues and CountersManager of Agrona need an export of jdk.internal.misc. */
  @Test
  void ofAgronaOnlyTheCollections() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "classes of Agrona but its collections",
                type -> type.getPackageName().startsWith("org.agrona") && !type.getPackageName().equals("org.agrona.collections")))
        .check(CORE);
  }

  /** An event method must not load a class of Agrona or of the JFR. */
  @Test
  void theEventPathUsesTheJdkOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("io.pindown.index", "io.pindown.registry")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.agrona..", "jdk.jfr..", "javax..", "java.lang.management..")
        .check(CORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Util", "Helper", "Manager", "Impl"})
  void noNameSaysNothing(String word) {
    noClasses().should().haveSimpleNameContaining(word).check(CORE);
  }
}
