package io.pindown.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What /proc/self/pagemap says, whoever asks. Without privileges frames are 0, but there are as many words. */
class PageFramesTest {
  private static final long PAGE = 4096;

  /** Registering threads may be interrupted; each of them asks, and none may spoil it for the others. */
  @Test
  void anInterruptedThreadIsAnsweredAndSoAreAllAfterIt() throws Exception {
    PageFrames frames = new PageFrames();
    long stack = mapping("[stack]");
    Thread.currentThread().interrupt();
    long[] interrupted = frames.of(stack + 1, 2 * PAGE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).hasSize(3);
    assertThat(frames.of(stack + 1, 2 * PAGE)).hasSize(3);
  }

  private static long mapping(String name) throws Exception {
    List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
    String line = maps.stream().filter(mapping -> mapping.endsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.substring(0, line.indexOf('-')), 16);
  }
}
