package io.pindown.agent.kernel;

import io.pindown.registry.KernelSource;
import java.util.Collections;
import java.util.List;

/**
 * Who made a change that no hook announced. Immutable.
 *
 * @param thread its id in the kernel; 0 if no thread of this process was seen in such a call
 * @param name what the VM calls it, in full, or the kernel, which knows 15 bytes of it
 * @param call the system call
 * @param code file and offset that the call returns to, mostly the C library's; null if that is not known
 * @param caller code of another file that called that, as far as the thread's stack shows; null if it does not
 * @param frames what the thread was doing in Java a moment later, topmost first; none if it runs no Java code or has ended
 * @param obstacle why something of this is not known, or null
 */
record Origin(long thread, String name, String call, String code, String caller, List<String> frames, String obstacle) {
  /**
   * Finds out.
   *
   * @param parked those that were in such calls when the event was read
   */
  static Origin of(KernelSource.Kind kind, long start, long end, List<ParkedCall> parked, CodeMappings code, ThreadDump dump) {
    ParkedCall found = null;
    for (ParkedCall each : parked) {
      // what names no range, only if nothing else does
      if (each.explains(kind, start, end) && (found == null || found.number() == ParkedCall.PROCESS_MADVISE)) {
        found = each;
      }
    }
    if (found == null) {
      String why = "no thread was seen in a system call that does this: it was on a processor at that moment, or of another process, or the kernel's";
      return new Origin(0, null, null, null, null, Collections.emptyList(), why);
    }
    ThreadDump.Entry entry = dump.of(found.thread());
    return new Origin(
        found.thread(),
        entry == null ? found.name() : entry.name(),
        found.call(),
        code.nameOf(found.pc()),
        code.callerOf(found.pc(), found.stack()),
        entry == null ? Collections.emptyList() : entry.frames(),
        entry != null ? null : dump.obstacle() != null ? dump.obstacle() : "a moment later the VM had no such thread");
  }

  /** For a line of the log. */
  @Override
  public String toString() {
    if (thread == 0) {
      return obstacle;
    }
    StringBuilder text = new StringBuilder("by thread \"").append(name).append("\" (").append(thread).append(") in ").append(call);
    if (code != null) {
      text.append(", which returns to ").append(code);
    }
    if (caller != null) {
      text.append(", called from ").append(caller);
    }
    if (!frames.isEmpty()) {
      text.append("; a moment later it was at ").append(String.join(", ", frames.subList(0, Math.min(3, frames.size()))));
    }
    return text.toString();
  }
}
