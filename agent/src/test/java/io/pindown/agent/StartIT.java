package io.pindown.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.ForkedJvm;
import io.pindown.agent.jvm.ForkedJvm.Result;
import io.pindown.agent.jvm.Jdk;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged agent in real JVMs: start, silence, bad options, class-data sharing, events, attaching later. */
class StartIT {
  private static final String[] VERIFY = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"};

  @TempDir static Path classes;

  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream();
  }

  static Stream<Jdk> jdksWithFfm() {
    return jdks().filter(jdk -> jdk.feature() >= 21);
  }

  /** A precompiled class, since the source launcher's own output would hide what is to be compared. */
  @BeforeAll
  static void compileHello() throws URISyntaxException {
    int exit = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "--release", "17", "-d", classes.toString(), app("Hello"));
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void startsSilently(Jdk jdk) throws Exception {
    Result without = hello(ForkedJvm.of(jdk));
    Result with = hello(ForkedJvm.of(jdk).agent("").options(VERIFY));
    assertThat(without.out()).isEqualTo("hello\n");
    assertThat(with.out()).as(with.describe()).isEqualTo(without.out());
    assertThat(with.err()).as(with.describe()).isEqualTo(without.err()).isEmpty();
    assertThat(with.exit()).isZero();
  }

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

  /** The JDK's own cleaner thread runs as soon as a jar is opened. */
  @ParameterizedTest
  @MethodSource("jdks")
  void noThreadIsStarted(Jdk jdk) throws Exception {
    Set<String> without = ForkedJvm.of(jdk).run(app("Threads")).out().lines().collect(Collectors.toSet());
    Result with = ForkedJvm.of(jdk).agent("").run(app("Threads"));
    assertThat(without).contains("main");
    assertThat(with.out().lines().filter(name -> !name.equals("Common-Cleaner"))).as(with.describe()).isNotEmpty().isSubsetOf(without);
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
    return lines.stream().filter(wanted).map(StartIT::name).collect(Collectors.toCollection(TreeSet::new));
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

  /** A JVM ends whose agent throws at the start, so not even that a class of ours is missing may be thrown out of it. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anAgentOfWhichAClassIsMissingLetsTheApplicationStart(Jdk jdk, @TempDir Path folder) throws Exception {
    Path each = without("META-INF/pindown/hook-PindownHooks", without(StartArchive.AGENT, without(StartArchive.CORE, folder), folder), folder);
    for (String missing : List.of("Installation", "AgentOptions", "HeadStart", "Installer", "hook/PindownHooks")) {
      Result result = hello(ForkedJvm.of(jdk).options("-javaagent:" + without("io/pindown/agent/" + missing + ".class", each, folder)));
      assertMissing(missing.substring(missing.indexOf('/') + 1), result);
    }
  }

  /** With options there is one class more, and what an agent before was told about its own lines does not hold for this one. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whatCannotBeInstalledSaysSoWhateverWasSaidBefore(Jdk jdk, @TempDir Path folder) throws Exception {
    Path each = without(StartArchive.AGENT, without(StartArchive.CORE, folder), folder);
    for (String early : List.of("HeadStart", "Installer")) { // before it is known which options hold, and after
      Path broken = without("io/pindown/agent/" + early + ".class", each, folder);
      assertMissing(early, hello(ForkedJvm.of(jdk).options("-javaagent:" + broken + "=mode=off,log=off", "-javaagent:" + broken)));
    }
    assertMissing("OptionSources", hello(ForkedJvm.of(jdk).options("-javaagent:" + without("io/pindown/agent/OptionSources.class", each, folder) + "=mode=cache")));
    Result quiet = hello(ForkedJvm.of(jdk).options("-javaagent:" + ForkedJvm.agentJar() + "=mode=off,log=debug", "-javaagent:" + ForkedJvm.agentJar()));
    assertThat(quiet.err().lines()).as(quiet.describe()).containsExactly("pindown: mode=off, nothing is changed");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aJarWhoseCommandsAreDamagedSaysSoAndWorksAsAnAgent(Jdk jdk, @TempDir Path folder) throws Exception {
    String archive = "META-INF/pindown/commands.zip";
    Path damaged = Files.copy(ForkedJvm.agentJar(), folder.resolve("damaged.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(damaged)) {
      Files.write(jar.getPath(archive), Arrays.copyOf(Files.readAllBytes(jar.getPath(archive)), 5_000));
    }
    for (Path broken : List.of(damaged, without(archive, folder))) {
      Result command = ForkedJvm.of(jdk).run("-jar", broken.toString(), "version");
      assertThat(command.exit()).as(command.describe()).isEqualTo(1);
      assertThat(command.out()).as(command.describe()).isEmpty();
      assertThat(command.err().lines()).as(command.describe()).singleElement().asString().startsWith("pindown: the commands in the agent's jar are damaged or missing");
      Result agent = hello(ForkedJvm.of(jdk).options("-javaagent:" + broken));
      assertThat(agent.out()).as(agent.describe()).isEqualTo("hello\n");
      assertThat(agent.err()).isEmpty();
    }
  }

  private static void assertMissing(String name, Result result) {
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.err().lines()).as(result.describe()).hasSize(1).allMatch(line -> line.startsWith("pindown: ") && line.contains(name));
  }

  private static Path without(String missing, Path folder) throws IOException {
    return without(missing, ForkedJvm.agentJar(), folder);
  }

  private static Path without(String missing, Path agent, Path folder) throws IOException {
    Path broken = Files.copy(agent, folder.resolve(missing.replace('/', '-') + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(broken)) {
      Files.delete(jar.getPath(missing));
    }
    return broken;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachHookFires(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).agent("log=info").options(VERIFY).run(app("Events"));
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.out()).isEqualTo("all events seen\n");
    assertThat(result.err()).contains("pindown: installed");
  }

  /** The same program without the agent cannot find the hooks: it does fail when it should. */
  @Test
  void withoutTheAgentTheProgramFails() throws Exception {
    Result result = ForkedJvm.of(Jdk.all().get(0)).run(app("Events"));
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("ClassNotFoundException: java/lang/$PindownHooks");
  }

  @ParameterizedTest
  @MethodSource("jdksWithFfm")
  void linkedFunctionsAndArenasFire(Jdk jdk) throws Exception {
    ForkedJvm jvm = ForkedJvm.of(jdk).agent("").options(VERIFY);
    if (jdk.feature() == 21) {
      jvm.options("--enable-preview", "--source", "21");
    }
    Result result = jvm.run(app("NativeEvents"));
    assertThat(result.out()).as(result.describe()).isEqualTo("all events seen\n");
    assertThat(result.exit()).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void checkProvesAllThatIsExpected(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).options(VERIFY).run("-jar", ForkedJvm.agentJar().toString(), "check");
    assertThat(result.exit()).as(result.describe()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines().filter(line -> line.endsWith(": covered")).count()).isEqualTo(jdk.feature() < 20 ? 9 : 11);
  }

  /** The thread that asks first is the application's: whatever state it is in, all is proven, and no file of the proofs stays. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anInterruptedThreadProvesAllAndLeavesNoFile(Jdk jdk, @TempDir Path folder) throws Exception {
    ForkedJvm jvm = ForkedJvm.of(jdk).agent("").options("-Djava.io.tmpdir=" + folder);
    Result result = jvm.run(app("InterruptedProof"));
    assertThat(result.out()).as(result.describe()).isEqualTo("proven, and interrupted still\nproven again, and interrupted still\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aGapIsNamedAndFailsTheCheck() throws Exception {
    Result result = ForkedJvm.of(Jdk.all().get(0)).options("-Djava.io.tmpdir=/nowhere").run("-jar", ForkedJvm.agentJar().toString(), "check");
    assertThat(result.exit()).as(result.describe()).isEqualTo(1);
    assertThat(result.out()).contains("MAP: NOT COVERED", "ALLOCATE: covered");
    assertThat(result.err()).contains("pindown: MAP is not covered").contains("/nowhere");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aBadOptionIsNamedAndTheApplicationRuns(Jdk jdk) throws Exception {
    Result argument = hello(ForkedJvm.of(jdk).agent("mode=on"));
    assertOneLine(argument, "mode=on", "cache, verify, off");
    Result property = hello(ForkedJvm.of(jdk).options("-Dpindown.sizes=1").agent(""));
    assertOneLine(property, "sizes", "max-bytes");
    Result variable = hello(ForkedJvm.of(jdk).environment("PINDOWN_OPTIONS", "log").agent(""));
    assertOneLine(variable, "PINDOWN_OPTIONS", "key=value");
  }

  private static void assertOneLine(Result result, String named, String allowed) {
    assertThat(result.out()).as(result.describe()).isEqualTo("hello\n");
    assertThat(result.exit()).isZero();
    assertThat(result.err().lines().toList()).as(result.describe()).singleElement().asString().contains(named).contains(allowed).contains("without Pindown");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void switchedOffItLeavesTheJvmAlone(Jdk jdk) throws Exception {
    Result result = ForkedJvm.of(jdk).agent("mode=off").run(app("Events"));
    assertThat(result.exit()).as(result.describe()).isEqualTo(1);
    assertThat(result.err()).contains("ClassNotFoundException: java/lang/$PindownHooks");
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

  /** A handle of free from before the attach is not wrapped, and nobody knows what it will free: so no block is relied on. */
  @ParameterizedTest
  @MethodSource("jdksWithFfm")
  void whatAnOlderHandleMayFreeIsNotKnown(Jdk jdk) throws Exception {
    String jar = ForkedJvm.agentJar().toString();
    String[] flags = jdk.feature() < 22
        ? new String[] {"-Djdk.attach.allowAttachSelf=true", "--enable-native-access=ALL-UNNAMED", "--enable-preview", "--source", "21"}
        : new String[] {"-Djdk.attach.allowAttachSelf=true", "--enable-native-access=ALL-UNNAMED"};
    Result older = ForkedJvm.of(jdk).options(flags).run(app("LinkedBefore"), jar, "before");
    assertThat(older.out()).as(older.describe()).isEqualTo("malloc [] forgotten\nrealloc [reallocating, reallocated] forgotten\nfree []\nmmap [unmapped]\n");
    Result younger = ForkedJvm.of(jdk).options(flags).run(app("LinkedBefore"), jar, "after");
    assertThat(younger.out()).as(younger.describe())
        .isEqualTo("malloc [allocated]\nrealloc [reallocating, reallocated]\nfree [freed]\nmmap [mapped]\n");
  }

  private static Result hello(ForkedJvm jvm) throws IOException, InterruptedException {
    return jvm.run("-cp", classes.toString(), "Hello");
  }

  private static String app(String name) throws URISyntaxException {
    return Path.of(StartIT.class.getResource("/apps/" + name + ".java").toURI()).toString();
  }
}
