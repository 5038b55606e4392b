package io.pindown.agent.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The kernel told of a change that no hook announced. Its thread is the one that settled it, so it has no stack trace. */
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

  static void record(Unannounced.Finding finding) {
    UnannouncedChangeEvent event = new UnannouncedChangeEvent();
    if (event.isEnabled()) {
      event.kind = finding.kind().name();
      event.start = finding.start();
      event.end = finding.end();
      event.container = finding.container();
      event.commit();
    }
  }
}
