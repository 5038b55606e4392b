package io.pindown.demo.harness;

import io.pindown.demo.app.Link;
import io.pindown.demo.app.Sender;
import io.pindown.demo.measure.CacheCounts;
import io.pindown.demo.measure.Device;
import io.pindown.demo.measure.Moment;
import io.pindown.demo.measure.StaleRun;
import io.pindown.demo.measure.Way;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Main class of a sending process. Arguments: the way, the receiver's port, the device. Commands on standard input: {@code stale PLAN}, {@code
 * open BYTES}, {@code round MESSAGES}; the process ends with its input.
 */
public final class SenderProcess {
  private final Way way;
  private final Attached<?> nic;
  private final PrintStream out;
  private SpeedBlock block;

  private SenderProcess(Way way, Attached<?> nic, PrintStream out) {
    this.way = way;
    this.nic = nic;
    this.out = out;
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Way way = Way.ofKey(arguments[0]);
    InetSocketAddress receiver = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    try (Link link = Link.connect(receiver);
        Attached<?> nic = Attached.sending(Device.ofKey(arguments[2]), link);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      SenderProcess process = new SenderProcess(way, nic, System.out);
      for (String command = in.readLine(); command != null; command = in.readLine()) {
        process.answer(command);
      }
      process.closeBlock();
    }
  }

  private void answer(String command) throws IOException {
    String[] words = command.split(" ", 2);
    Object answer = switch (words[0]) {
      case "stale" -> stale(Json.parse(words[1], WorkloadPlan.class));
      case "open" -> open(Long.parseLong(words[1]));
      case "round" -> block.round(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("command '" + words[0] + "': stale, open and round are known");
    };
    out.println(Json.line(answer));
  }

  private StaleRun stale(WorkloadPlan plan) throws IOException {
    CacheProbe probe = new CacheProbe();
    CacheCounts before = probe.read().orElse(new CacheCounts(0, 0, 0, 0, 0));
    try (Sender<?> sender = nic.sender(way, plan.bufferLength(), null)) {
      PinGauge gauge = way == Way.AGENT ? PinGauge.of(probe) : PinGauge.of(sender.pinning());
      StaleRun run = new StaleWorkload(sender, new Recorder(gauge), () -> out.println(ChildJvm.STEP)).run(plan);
      long thrownOut = run.timeline().stream().filter(moment -> moment.kind() == Moment.Kind.INVALIDATED).count();
      probe.awaitInvalidations(before.invalidations() + thrownOut);
      return probe.read().map(after -> run.with(after.since(before))).orElse(run);
    }
  }

  private boolean open(long size) {
    closeBlock();
    block = new SpeedBlock(way, nic, size);
    return true;
  }

  private void closeBlock() {
    if (block != null) {
      block.close();
      block = null;
    }
  }
}
