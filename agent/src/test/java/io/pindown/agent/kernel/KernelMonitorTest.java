package io.pindown.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registry.AddressSpace;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that looks after the reader. */
class KernelMonitorTest {
  private static final int ERRORS = 3;

  private final AtomicInteger ticks = new AtomicInteger();

  /** Nothing happens; a tick meets no memory a few times, and then the reader has ended. */
  private final KernelReader reader =
      (KernelReader)
          Proxy.newProxyInstance(
              KernelReader.class.getClassLoader(),
              new Class<?>[] {KernelReader.class},
              (self, method, arguments) -> {
                switch (method.getName()) {
                  case "tick":
                    if (ticks.incrementAndGet() <= ERRORS) {
                      throw new OutOfMemoryError("for the test");
                    }
                    return "it has ended";
                  case "settled":
                    return true;
                  case "progress":
                    return 0L;
                  case "refusals":
                    return Map.of();
                  default:
                    return null;
                }
              });

  @Test
  @Timeout(30)
  void outlivesErrorsAndEndsWithTheReader() {
    Unannounced unannounced = new Unannounced(false);
    unannounced.from(reader, Thread.currentThread());
    new KernelMonitor(AddressSpace.detached(), reader, unannounced, null).run();
    assertThat(ticks).hasValue(ERRORS + 1);
  }
}
