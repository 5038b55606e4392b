package io.pindown.it.soak;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.Meeting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process takes while it does nothing.
 *
 * @param heap bytes after collections
 * @param resident bytes, VmRSS; what the C library and the VM keep for later is in it
 * @param descriptors open files
 * @param threads names of those that are not the VM's compilers and collectors, which come and go as it likes; native ones, too
 * @param classes loaded; each replacing of a class counts as one more
 * @param metaspace bytes in use after collections
 * @param kernel pinned and locked
 */
record Footprint(long heap, long resident, int descriptors, List<String> threads, int classes, long metaspace, KernelCounts kernel) {
  private static final Path SELF = Path.of("/proc/self");
  private static final List<String> OF_THE_VM = List.of("C1 ", "C2 ", "GC ", "G1 ");

  /** Once the threads of crews that have ended are gone: the kernel has them for a moment after they have given their results. */
  static Footprint now() throws IOException {
    Meeting.until("the end of the crews' threads", () -> !ownThreads().contains(Crew.NAME));
    long heap = HeapUse.now();
    int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    long resident = 0;
    for (String line : Files.readAllLines(SELF.resolve("status"))) {
      resident += line.startsWith("VmRSS:") ? Long.parseLong(line.replaceAll("\\D", "")) << 10 : 0;
    }
    return new Footprint(heap, resident, count("fd"), ownThreads(), classes, metaspaceInUse(), KernelCounts.now());
  }

  private static long metaspaceInUse() {
    return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getName().equals("Metaspace")).mapToLong(pool -> pool.getUsage().getUsed()).sum();
  }

  private static int count(String folder) throws IOException {
    try (Stream<Path> all = Files.list(SELF.resolve(folder))) {
      return (int) all.count();
    }
  }

  private static List<String> ownThreads() {
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(SELF.resolve("task"))) {
      for (Path task : all.toList()) {
        String name = nameOf(task);
        if (name != null && OF_THE_VM.stream().noneMatch(name::startsWith)) {
          names.add(name.strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(names);
    return names;
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) {
      return null; // has ended
    }
  }

  void writeTo(Artefact artefact, String when) {
    artefact.put(when + "/heap", heap);
    artefact.put(when + "/resident", resident);
    artefact.put(when + "/descriptors", descriptors);
    artefact.put(when + "/threads", threads.size());
    artefact.put(when + "/thread-names", threads);
    artefact.put(when + "/classes", classes);
    artefact.put(when + "/metaspace", metaspace);
    artefact.put(when + "/kernel", kernel);
  }
}
