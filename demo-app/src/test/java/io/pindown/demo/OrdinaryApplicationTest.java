package io.pindown.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The application knows nothing of Pindown; the harness beside it does not either. Only the self-trace does, and what leases for RDMA. */
class OrdinaryApplicationTest {
  @Test
  void onlyTheSelfTraceAndWhatLeasesKnowPindown() {
    noClasses().that().resideOutsideOfPackages("io.pindown.demo.trace..", "io.pindown.demo.leased..")
        .should().dependOnClassesThat().resideInAnyPackage("io.pindown.registry..", "io.pindown.cache..", "io.pindown.registrar..",
            "io.pindown.event..", "io.pindown.agent..", "io.pindown.nic.registrar..", "io.pindown.demo.trace..", "io.pindown.demo.leased..")
        .check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.pindown.demo"));
  }

  @Test
  void theApplicationKnowsNoHarness() {
    noClasses().that().resideInAPackage("io.pindown.demo.app..")
        .should().dependOnClassesThat().resideInAnyPackage("io.pindown.demo.harness..", "io.pindown.demo.measure..",
            "io.pindown.demo.report..", "javax.management..")
        .check(new ClassFileImporter().importPackages("io.pindown.demo.app"));
  }
}
