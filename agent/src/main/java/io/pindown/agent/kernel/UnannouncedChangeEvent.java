package io.pindown.agent.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The kernel told of a change that no hook announced. The event's own thread is the one that found out who did it, so it has no stack trace;
 * the fields tell of the thread that did it.
 */
@Name("io.pindown.UnannouncedChange")
@Label("Unannounced Change of Memory")
@Category("Pindown")
@Description("The kernel changed memory of a known container and no hook had announced it")
@StackTrace(false)
final class UnannouncedChangeEvent extends Event {
  @Label("Kind")
  String kind;

  @Label("Start")
  long start;

  @Label("End")
  long end;

  @Label("Container")
  long container;

  @Label("By Thread")
  @Description("The thread that did it, as the VM or else the kernel names it; null if none was seen")
  String byThread;

  @Label("By OS Thread Id")
  long byOsThread;

  @Label("System Call")
  String systemCall;

  @Label("Code")
  @Description("Library and offset that the system call returns to")
  String code;

  @Label("Caller")
  @Description("Library and offset of what called that, as far as the stack shows")
  String caller;

  @Label("Frames")
  @Description("What that thread was doing in Java a moment later, a line for each frame")
  String frames;

  static void record(Unannounced.Finding finding) {
    UnannouncedChangeEvent event = new UnannouncedChangeEvent();
    if (event.isEnabled()) {
      event.kind = finding.kind().name();
      event.start = finding.start();
      event.end = finding.end();
      event.container = finding.container();
      Origin origin = finding.origin();
      event.byThread = origin.name();
      event.byOsThread = origin.thread();
      event.systemCall = origin.call();
      event.code = origin.code();
      event.caller = origin.caller();
      event.frames = String.join("\n", origin.frames());
      event.commit();
    }
  }
}
