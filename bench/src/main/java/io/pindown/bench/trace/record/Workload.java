package io.pindown.bench.trace.record;

import java.io.IOException;

/** Something that allocates memory, hands parts of it to sends, and frees it. */
public interface Workload {
  String name();

  /**
   * Runs until the recorder has so many accesses, or some more.
   *
   * @param seed of all choices; what the libraries choose by themselves may differ from run to run
   */
  void run(Recorder recorder, long seed, int accesses) throws IOException;

  /** Runs a workload against the memory of this process. */
  static Trace record(Workload workload, io.pindown.registry.AddressSpace space, long seed, int accesses) throws IOException {
    try (Recorder recorder = new Recorder(workload.name(), space)) {
      workload.run(recorder, seed, accesses);
      if (recorder.unknown() > 0) {
        throw new IllegalStateException(
            workload.name() + ": " + recorder.unknown() + " of " + (recorder.unknown() + recorder.accesses())
                + " accesses were to memory in no known container; is the agent there, and does it see this allocator?");
      }
      return recorder.finish();
    }
  }
}
