package io.pindown.agent;

import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import io.pindown.agent.report.ReportFile;
import io.pindown.agent.report.ReportPage;
import java.lang.instrument.Instrumentation;
import java.util.Locale;

/** Makes the report, a page of HTML, in the body of the reply. */
final class ReportRequest implements Request {
  @Override
  public void meet(Message request, Message reply, Mailbox mailbox, Instrumentation instrumentation) throws Throwable {
    String mode = Modes.now().name().toLowerCase(Locale.ROOT);
    ReportFile.write(mailbox.body(), new ReportPage(mode).html());
    reply.put("mode", mode);
  }
}
