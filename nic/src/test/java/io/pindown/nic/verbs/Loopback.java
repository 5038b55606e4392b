package io.pindown.nic.verbs;

import java.util.concurrent.TimeUnit;

/** Two queue pairs of one device, connected to each other: {@code here} requests, {@code there} responds. */
public final class Loopback implements AutoCloseable {
  private static final int ENTRIES = 64;
  private static final long LIMIT_SECONDS = 30;

  public final VerbsContext context;
  public final ProtectionDomain domain;
  public final CompletionQueue completions;
  public final QueuePair here;
  public final QueuePair there;

  private Loopback(VerbsContext context) {
    this.context = context;
    domain = context.allocateProtectionDomain();
    completions = context.createCompletionQueue(ENTRIES);
    here = domain.createQueuePair(completions, completions, QueuePairOptions.defaults());
    there = domain.createQueuePair(completions, completions, QueuePairOptions.defaults());
    PathOptions path = PathOptions.of(context, 1);
    here.connect(there.local(path), path);
    there.connect(here.local(path), path);
  }

  /** Over the first device. */
  public static Loopback open() {
    return new Loopback(VerbsDevice.list().get(0).open());
  }

  public static Loopback open(String device) {
    return new Loopback(VerbsDevice.open(device));
  }

  public WorkCompletion next() {
    WorkCompletion completion = completions.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (completion == null) {
      throw new AssertionError("no completion within " + LIMIT_SECONDS + " s");
    }
    return completion;
  }

  @Override
  public void close() {
    context.close();
  }
}
