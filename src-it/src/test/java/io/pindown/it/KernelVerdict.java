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

  /** Whether the kernel told of changes at all. */
  boolean isOfKernel() {
    return report.contains("\"monitor\": \"kernel\"");
  }

  /** Nothing unannounced, nothing lost; said, and no more, where the kernel tells nothing here. */
  void checkEvents() {
    if (!isOfKernel()) {
      System.out.println("the kernel tells nothing here: " + this);
      return;
    }
    assertThat(number("unannounced")).as(report).isZero();
    assertThat(number("losses")).as(report).isZero();
  }

  /** No registered page is another one than was pinned, and some were looked at; only who may see page frames can tell. */
  void checkFrames() {
    assertThat(report).contains("\"frames\": \"compared\"");
    assertThat(number("pagesCompared")).as(report).isPositive();
    assertThat(number("pagesDiffering")).as(report).isZero();
    assertThat(number("pagesGone")).as(report).isZero();
    assertThat(number("mappingsReplaced")).as(report).isZero();
  }

  /** A number of the report, or {@code -} where there is none without the kernel's events. */
  String text(String name) {
    return report.contains('"' + name + "\":") ? Long.toString(number(name)) : "-";
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
