package io.pindown.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A log that fails does not keep a lease from being given back, or a change from being applied. */
class CacheLogTest {
  @Test
  void aLogThatThrowsIsNotHeard() {
    Logger logger = Logger.getLogger("io.pindown.cache");
    int[] said = new int[1];
    Handler throwing =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said[0]++;
            throw new IllegalStateException("the disk is full");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(throwing);
    try {
      assertThatCode(() -> CacheLog.once("a test of the log", "said by a test", null)).doesNotThrowAnyException();
    } finally {
      logger.removeHandler(throwing);
    }
    assertThat(said[0]).isEqualTo(1);
  }
}
