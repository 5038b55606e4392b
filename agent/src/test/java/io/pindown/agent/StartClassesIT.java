package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which classes the JVM loads because of the agent: at the start, at an attach, and by events, which load none. */
class StartClassesIT extends StartTests {
  @ParameterizedTest
  @MethodSource("jdks")
  void classDataSharingStaysOn(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Result result = hello(ForkedJvm.of(jdk).agent("").options("-Xshare:on", "-Xlog:class+load:file=" + log));
    assertThat(result.exit()).as(result.describe()).isZero();
    List<String> shared = Files.readAllLines(log).stream().filter(line -> line.contains("source: shared objects file")).toList();
    assertThat(shared.size()).isGreaterThan(400);
    // Classes of the platform and application loaders are what an appended boot class path would drop from the archive.
    assertThat(shared).anyMatch(line -> line.contains(" jdk.internal.loader.ClassLoaders$AppClassLoader "));
    assertThat(result.err()).isEmpty();
  }

  /** With a second processor another thread is begun, and what it does is awaited; how far it gets ahead is the scheduler's. */
  @ParameterizedTest
  @MethodSource("jdks")
  void theStartUsesASecondProcessor(Jdk jdk, @TempDir Path folder) throws Exception {
    List<String> alone = resolutions(jdk, 1, folder.resolve("one.log"));
    assertThat(threadsThatUse("registry.AddressSpace", "registry.ProcessSpace", alone)).hasSize(1).isEqualTo(threadsThatUse("agent.Installation", "agent.HeadStart", alone));
    List<String> both = resolutions(jdk, 2, folder.resolve("two.log"));
    Set<String> starting = threadsThatUse("agent.Installation", "agent.HeadStart", both);
    Set<String> ahead = threadsThatUse("registry.AddressSpace", "registry.ProcessSpace", both);
    assertThat(starting).as(said(both)).hasSize(1);
    assertThat(ahead).as(said(both)).isNotEmpty().doesNotContainAnyElementsOf(starting);
  }

  /** What is missing in the list of the build is loaded as any class is; what is too much in it would be loaded for nobody. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whatAStartNeedsIsDefinedAtOnce(Jdk jdk, @TempDir Path folder) throws Exception {
    Set<String> defined = StartFile.of(ForkedJvm.agentJar()).classes().keySet();
    assertThat(atOnce(loaded(jdk, ForkedJvm.agentJar(), 2, folder.resolve("two.log"), classes.toString()))).isEqualTo(defined);
    List<String> packaged = loaded(jdk, ForkedJvm.agentJar(), 1, folder.resolve("one.log"), classes.toString());
    assertThat(atOnce(packaged)).isEqualTo(defined);
    assertThat(named(packaged, line -> line.contains(" source: file:"))).as("what comes before them").isSubsetOf(
        "agent.Entry", "agent.Installation", "agent.HookClass", "agent.HookClass$OpenedLoader", "agent.AgentFiles", "agent.hook.HandOver", "agent.hook.Inside", "agent.HeadStart", "agent.StartArchive", "registry.HookSource", "registry.AddressSpace", "agent.weave.DirectNative");

    Path without = without(StartArchive.AGENT, without(StartArchive.CORE, folder), folder);
    Set<String> needed = named(loaded(jdk, without, 1, folder.resolve("without.log"), classes.toString()), line -> true);
    assertThat(needed).as("without the files").containsAll(defined);
  }

  /** What an event runs has been run before: what needs no watch at the start, the rest when there is a registry to watch with. So it loads nothing, and finds nothing by name. */
  @ParameterizedTest
  @MethodSource("jdks")
  void noEventLoadsAClass(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Result result = ForkedJvm.of(jdk).agent("").options("-Xlog:class+load,class+resolve=debug:file=" + log + ":none", "-cp", ForkedJvm.agentJar().toString())
        .run(app("FirstEvents"));
    assertThat(result.out()).as(result.describe()).isEqualTo("hit\n");
    List<String> loaded = Files.readAllLines(log);
    assertThat(between(loaded, "NothingIsWatched", "NothingWasWatched")).as("by events where nothing is watched").isEmpty();
    assertThat(between(loaded, "NothingWasWatched", "SomethingIsWatched")).as("by the first registry")
        .anyMatch(line -> line.startsWith("io.pindown.registry.WatchRegistry source:")).anyMatch(line -> line.contains("io.pindown.registry.Watch "));
    assertThat(between(loaded, "SomethingIsWatched", "SomethingWasWatched")).as("by events where something is").isEmpty();
  }

  private static List<String> between(List<String> loaded, String first, String last) {
    List<String> sources = loaded.stream().map(line -> line.replaceAll(" source: .*", "")).toList();
    int from = sources.indexOf("FirstEvents$" + first);
    int to = sources.indexOf("FirstEvents$" + last);
    assertThat(from).isNotNegative().isLessThan(to);
    return loaded.subList(from + 1, to).stream().filter(line -> line.matches("(io\\.pindown\\.(registry|index)|java\\.lang\\.\\$Pindown).*")).toList(); // what an event runs
  }

  /** Where the jar lies is the user's. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anyPathWillDo(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(ForkedJvm.agentJar(), Files.createDirectory(folder.resolve("100 % of it, a+b")).resolve("agent"));
    assertThat(atOnce(loaded(jdk, jar, 2, folder.resolve("classes.log"), classes.toString()))).isEqualTo(StartFile.of(jar).classes().keySet());
  }

  /** The other thread has ended before the application begins, whatever this one met meanwhile. */
  @ParameterizedTest
  @MethodSource("jdks")
  void aDamagedFileOnlyCostsTime(Jdk jdk, @TempDir Path folder) throws Exception {
    Path broken = Files.copy(ForkedJvm.agentJar(), folder.resolve("broken.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(broken)) {
      Files.write(jar.getPath(StartArchive.AGENT), new byte[] {0, 0});
    }
    ForkedJvm jvm = ForkedJvm.of(jdk).options("-javaagent:" + ListeningAgent.jar(folder), "-javaagent:" + broken + "=log=info", "-XX:ActiveProcessorCount=2");
    Result result = jvm.options("-Dlistening=" + folder.resolve("classes.log"), "-Dlistening.millis=10").run(app("Threads")); // while the other thread is at it still
    assertThat(result.err()).as(result.describe()).isEqualTo("pindown: installed\n");
    assertThat(result.out().lines()).as(result.describe()).contains("main").doesNotContain("pindown-start");
  }

  /** Other agents are told the names of classes that are defined at once, as of any class. */
  @ParameterizedTest
  @MethodSource("jdks")
  void eachClassHasItsName(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Result result = hello(ForkedJvm.of(jdk).options("-javaagent:" + ListeningAgent.jar(folder), "-javaagent:" + ForkedJvm.agentJar(), "-Dlistening=" + log));
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    List<String> told = Files.readAllLines(log);
    assertThat(told).containsAll(StartFile.of(ForkedJvm.agentJar()).classes().keySet().stream().map(name -> "io/pindown/" + name.replace('.', '/')).toList());
  }

  /** On JDK 21 and later a call by reflection makes classes, five of them for this one on JDK 25, unless the method is of variable arity and takes no array. */
  @ParameterizedTest
  @MethodSource("jdks")
  void noClassIsMadeForTheCall(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Result result = hello(ForkedJvm.of(jdk).agent("").options("-XX:ActiveProcessorCount=1", "-Xlog:class+load:file=" + log + ":none"));
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    List<String> lines = Files.readAllLines(log);
    List<String> between = lines.stream().dropWhile(line -> !line.startsWith("io.pindown.agent.Entry "))
        .takeWhile(line -> !line.startsWith("io.pindown.agent.Installation ")).toList();
    assertThat(between).isNotEmpty().hasSizeLessThan(lines.size()).noneMatch(line -> line.startsWith("java.lang.invoke.LambdaForm$"));
  }

  /** Its own core, of another version perhaps, would else be mixed with the agent's. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anApplicationsOwnCoreIsTheOneForBoth(Jdk jdk, @TempDir Path folder) throws Exception {
    Path core = Files.createDirectory(folder.resolve("core"));
    try (FileSystem jar = FileSystems.newFileSystem(ForkedJvm.agentJar()); Stream<Path> files = Files.walk(jar.getPath("io/pindown"))) {
      for (Path file : files.filter(Files::isRegularFile).filter(path -> path.toString().matches("/?io/pindown/(index|registry|event)/.*")).toList()) {
        Path copy = core.resolve(file.toString().replaceFirst("^/", ""));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    List<String> lines = loaded(jdk, ForkedJvm.agentJar(), 1, folder.resolve("own.log"), classes + File.pathSeparator + core);
    Set<String> sources = lines.stream().filter(line -> name(line).matches("(index|registry)\\..*"))
        .map(line -> line.substring(line.indexOf(" source: "))).collect(Collectors.toSet());
    assertThat(sources).singleElement().asString().contains(core.toUri().getPath());
    assertThat(lines).anyMatch(line -> line.startsWith("io.pindown.agent.Installer ") && line.endsWith("__JVM_DefineClass__"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void attachesLaterAndTheSecondTimeDoesNothing(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Result result = ForkedJvm.of(jdk).options("-Djdk.attach.allowAttachSelf=true", "-Xlog:class+load:file=" + log + ":none").options(VERIFY)
        .run(app("AttachTwice"), ForkedJvm.agentJar().toString());
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).isEqualTo("events 1\n");
    assertThat(result.err()).doesNotContain("pindown:");
    List<String> ours = Files.readAllLines(log).stream().filter(line -> line.startsWith("io.pindown.")).toList();
    assertThat(named(ours, line -> line.endsWith("__JVM_DefineClass__"))).as("the application may load the same at the same time").containsExactly("agent.hook.InsideJdk");
    assertThat(named(ours, line -> line.contains("source: file:"))).contains("agent.Installer", "registry.AddressSpace");
  }

  /** The classes of ours, with where they come from, in the order of the load. */
  private static List<String> loaded(Jdk jdk, Path agent, int processors, Path log, String classPath) throws Exception {
    ForkedJvm jvm = ForkedJvm.of(jdk).options("-javaagent:" + agent, "-XX:ActiveProcessorCount=" + processors, "-Xlog:class+load:file=" + log + ":none");
    Result result = jvm.run("-cp", classPath, "Hello");
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.err()).as(result.describe()).isEmpty();
    return Files.readAllLines(log).stream().filter(line -> line.startsWith("io.pindown.")).toList();
  }

  private static Set<String> atOnce(List<String> lines) {
    Set<String> names = named(lines, line -> line.endsWith(" source: __JVM_DefineClass__"));
    assertThat(names).contains("agent.hook.InsideJdk");
    names.remove("agent.hook.InsideJdk"); // the loader of that is the agent's own
    return names;
  }

  private static Set<String> named(List<String> lines, Predicate<String> wanted) {
    return lines.stream().filter(wanted).map(StartClassesIT::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(String line) {
    return line.substring("io.pindown.".length(), line.indexOf(' '));
  }

  private static String said(List<String> lines) {
    return lines.stream().filter(line -> line.contains("HeadStart") || line.contains("ProcessSpace")).collect(Collectors.joining("\n"));
  }

  private static List<String> resolutions(Jdk jdk, int processors, Path log) throws Exception {
    Result result = hello(ForkedJvm.of(jdk).agent("").options("-XX:ActiveProcessorCount=" + processors, "-Xlog:class+resolve=debug:file=" + log + ":tid"));
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.err()).isEmpty();
    return Files.readAllLines(log);
  }

  private static Set<String> threadsThatUse(String user, String used, List<String> lines) {
    return lines.stream().filter(line -> line.contains("] io.pindown." + user + " io.pindown." + used + " "))
        .map(line -> line.substring(0, line.indexOf(']'))).collect(Collectors.toSet());
  }
}
