package io.pindown.agent.cli;

import io.pindown.agent.cli.Refusal.Reason;
import io.pindown.counters.CountersLayout;
import io.pindown.counters.CountersView;
import io.pindown.counters.CountersView.Counter;
import io.pindown.counters.ProcessCounters;
import io.pindown.counters.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The counters files of one process, found and read from outside: the process does not notice. */
final class LiveCounters {
  private static final String TEMPORARY = "-Djava.io.tmpdir=";

  private final JavaProcess process;
  private final List<Path> files;

  private LiveCounters(JavaProcess process, List<Path> files) {
    this.process = process;
    this.files = files;
  }

  /** @throws Refusal if it has none */
  static LiveCounters of(JavaProcess process) throws Refusal {
    LiveCounters found = ifAny(process);
    if (found == null) {
      throw new Refusal(
          Reason.NOT_ATTACHED, "process " + process.pid() + " has no counters file: it has no agent, or no cache of it has registered anything yet; see status " + process.pid());
    }
    return found;
  }

  /** Null if it has none. */
  static LiveCounters ifAny(JavaProcess process) {
    List<Path> files = new ArrayList<>();
    try {
      long start = ProcessIdentity.start(Path.of("/proc", Long.toString(process.pid())));
      String[] pids = process.files().status("NSpid").split("\\s+");
      long inside = Long.parseLong(pids[pids.length - 1]);
      find(process, temporaries(process), inside, start, files);
      if (files.isEmpty()) {
        find(process, openTemporaries(process), inside, start, files);
      }
    } catch (IOException | RuntimeException e) {
      return files.isEmpty() ? null : new LiveCounters(process, files);
    }
    return files.isEmpty() ? null : new LiveCounters(process, files);
  }

  private static void find(JavaProcess process, Set<Path> temporaries, long inside, long start, List<Path> files) throws IOException {
    for (Path temporary : temporaries) {
      for (Path folder : matching(temporary, "pindown-*")) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.getOwner(folder).equals(process.files().owner())) {
          for (Path file : matching(folder, inside + "{,-[0-9]*}.counters")) {
            ProcessIdentity of = identity(file);
            if (of != null && of.pid() == inside && of.start() == start) {
              files.add(file);
            }
          }
        }
      }
    }
  }

  /** Null for what is no counters file, whatever its name: it hides no other. */
  private static ProcessIdentity identity(Path file) {
    try {
      return CountersView.read(file).identity();
    } catch (IOException e) {
      return null;
    }
  }

  private static Set<Path> temporaries(JavaProcess process) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(process.files().seen(Path.of("/tmp")));
    for (String word : process.files().commandLine()) {
      if (word.startsWith(TEMPORARY) && word.length() > TEMPORARY.length() && word.charAt(TEMPORARY.length()) == '/') {
        folders.add(process.files().seen(Path.of(word.substring(TEMPORARY.length()))));
      }
    }
    return folders;
  }

  /** A temporary folder that the command line does not name (an environment variable, a file of arguments) is where the process has a counters file open. */
  private static Set<Path> openTemporaries(JavaProcess process) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path file : process.files().open(".counters")) {
      if (file.getNameCount() > 2) {
        folders.add(process.files().seen(file.getParent().getParent()));
      }
    }
    return folders;
  }

  private static List<Path> matching(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
        files.forEach(found::add);
      }
    }
    return found;
  }

  /** What is in them now. */
  Snapshot read() throws IOException {
    List<Counter> all = new ArrayList<>();
    long time = 0;
    for (Path file : files) {
      CountersView view = CountersView.read(file);
      all.addAll(view.counters());
      time = Math.max(time, view.time());
    }
    return new Snapshot(time, all);
  }

  JavaProcess process() {
    return process;
  }

  /**
   * All counters at one moment.
   *
   * @param written when they were written, in milliseconds since 1970
   */
  record Snapshot(long written, List<Counter> counters) {
    /** The agent's mode; {@code none} if there is no agent. */
    String mode() {
      int mode = 0;
      for (Counter counter : counters) {
        if (counter.type() == CountersLayout.PROCESS_TYPE && counter.keyInt(0) == ProcessCounters.MODE) {
          mode = (int) Math.max(mode, Math.min(counter.value(), ProcessCounters.MODES.length - 1L));
        }
      }
      return ProcessCounters.MODES[mode];
    }
  }
}
