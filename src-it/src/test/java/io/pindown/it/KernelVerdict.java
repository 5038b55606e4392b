package io.pindown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code mode=verify} left: the kernel's events against the hooks' announcements, and the frames of registered pages against those
 * that are there.
 */
record KernelVerdict(String report) {
  static KernelVerdict of(Path file) {
    try {
      return new KernelVerdict(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing unannounced, nothing lost, no page another one; said, and no more, where the kernel tells nothing here. */
  void check() {
    if (!report.contains("\"monitor\": \"kernel\"")) {
      System.out.println("the kernel tells nothing here: " + report.replace('\n', ' '));
      return;
    }
    assertThat(number("unannounced")).as(report).isZero();
    assertThat(number("losses")).as(report).isZero();
    if (report.contains("\"pagesDiffering\"")) {
      assertThat(number("pagesDiffering")).as(report).isZero();
    }
  }

  private long number(String name) {
    Matcher matcher = Pattern.compile('"' + name + "\": (\\d+)").matcher(report);
    assertThat(matcher.find()).as(name + " in " + report).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Override
  public String toString() {
    return report.replaceAll("\\s+", " ");
  }
}
