package io.pindown.bench.trace.record;

import io.pindown.registry.AddressSpace;
import java.io.IOException;

/** Something that allocates memory, hands parts of it to sends, and frees it. */
public interface Workload {
  String name();

  /**
   * Runs until there were so many accesses, or some more.
   *
   * @param seed of all choices; what the libraries choose by themselves may differ from run to run
   */
  void run(Sends sends, long seed, int accesses) throws IOException;

  /**
   * Runs it against the memory of this process.
   *
   * @throws IllegalStateException if some of that memory is not known to Pindown
   */
  default Trace record(long seed, int accesses) throws IOException {
    try (Recorder recorder = new Recorder(name(), AddressSpace.process())) {
      run(recorder, seed, accesses);
      if (recorder.unknown() > 0) {
        throw new IllegalStateException(
            name() + ": " + recorder.unknown() + " of " + recorder.accesses()
                + " accesses were to memory in no known container; start with -javaagent:pindown-agent.jar");
      }
      return recorder.finish();
    }
  }
}
