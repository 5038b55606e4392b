package io.pindown.agent.kernel;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the VM's threads are doing at one time, by the ids that the kernel knows them by: from the diagnostic command {@code Thread.print},
 * since nothing else in the platform's interfaces has those ids. Immutable.
 */
final class ThreadDump {
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String ID = " nid=";
  private static final String FRAME = "at ";
  private static final int MOST_FRAMES = 64;

  /**
   * A thread of the VM.
   *
   * @param name as Java has it, or the VM's for one of its own
   * @param frames topmost first, {@value #MOST_FRAMES} at most; none for a thread that runs no Java code
   */
  record Entry(String name, List<String> frames) {}

  private final Map<Long, Entry> entries = new HashMap<>();
  private final String obstacle;

  /** @param text what the command prints */
  ThreadDump(String text) {
    this(text, null);
  }

  private ThreadDump(String text, String obstacle) {
    this.obstacle = obstacle;
    Entry entry = null;
    for (String line : text.split("\n")) {
      if (line.startsWith("\"")) {
        entry = header(line);
      } else if (line.isEmpty()) {
        entry = null;
      } else if (entry != null && line.trim().startsWith(FRAME) && entry.frames().size() < MOST_FRAMES) {
        entry.frames().add(line.trim().substring(FRAME.length()));
      }
    }
  }

  private Entry header(String line) {
    int id = line.lastIndexOf(ID);
    int quote = id < 0 ? -1 : line.lastIndexOf('"', id);
    if (quote <= 0) {
      return null;
    }
    int end = line.indexOf(' ', id + 1);
    Entry entry = new Entry(line.substring(1, quote), new ArrayList<>());
    try {
      entries.put(Long.decode(line.substring(id + ID.length(), end < 0 ? line.length() : end)), entry); // hexadecimal before 21
    } catch (NumberFormatException e) {
      return null;
    }
    return entry;
  }

  /** Has the VM print its threads now, at a safepoint. */
  static ThreadDump take() {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(new ObjectName(COMMANDS), "threadPrint", new Object[] {new String[0]}, new String[] {String[].class.getName()});
      return new ThreadDump(String.valueOf(text), null);
    } catch (JMException | RuntimeException | LinkageError e) {
      return new ThreadDump("", "the VM does not print its threads: " + e);
    }
  }

  /** The thread of that id, null if there is none any more. */
  Entry of(long id) {
    return entries.get(id);
  }

  /** Why there are none, or null. */
  String obstacle() {
    return obstacle;
  }
}
