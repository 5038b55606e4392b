package io.pindown.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.demo.SampleFindings;
import io.pindown.demo.measure.Findings;
import io.pindown.demo.measure.Verdict;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  @Test
  void asksForNothingFromOutside() throws IOException {
    String page = page(SampleFindings.all());
    assertThat(page).doesNotContainIgnoringCase("http:").doesNotContainIgnoringCase("https:").doesNotContain("//")
        .doesNotContainIgnoringCase("<script").doesNotContainIgnoringCase("<link").doesNotContainIgnoringCase("<img")
        .doesNotContainIgnoringCase("<iframe").doesNotContain("src=").doesNotContain("href=").doesNotContain("url(")
        .doesNotContain("@import").doesNotContain("onload");
  }

  @Test
  void picturesAreWellFormed() throws Exception {
    Matcher pictures = SVG.matcher(page(SampleFindings.all()));
    int count = 0;
    while (pictures.find()) {
      count++;
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(pictures.group())));
    }
    assertThat(count).isEqualTo(5);
  }

  @Test
  void showsWhatIsMappedPinnedInvalidatedAndWrong() throws IOException {
    String page = page(SampleFindings.all());
    assertThat(occurrences(page, "<rect class=\"mapped")).isEqualTo(3 * 4);
    // one for the blind cache that is never told, one for each send, one for each buffer
    assertThat(occurrences(page, "<rect class=\"pinned")).isEqualTo(1 + 12 + 4);
    assertThat(occurrences(page, "invalidated before its memory goes")).isEqualTo(4);
    assertThat(occurrences(page, "other bytes arrived")).isEqualTo(9);
  }

  @Test
  void hasABarForEachSizeAndWay() throws IOException {
    assertThat(occurrences(page(SampleFindings.all()), "<rect class=\"bar")).isEqualTo(3 * 5);
  }

  @Test
  void textIsEscaped() throws IOException {
    assertThat(page(SampleFindings.all())).contains("A &lt;vendor&gt; 25", "allocate &lt;a&gt; &amp; watch it").doesNotContain("<vendor>");
  }

  @Test
  void saysWhatWasNotRunAndWhatFailed() throws IOException {
    Findings nothing = new Findings(SampleFindings.environment(), null, null, null, null, 1);
    String page = HtmlReport.of(nothing, new Verdict(List.of("no hit")));
    assertThat(occurrences(page, "Not part of this run.")).isEqualTo(4);
    assertThat(page).contains("<li>no hit</li>").doesNotContain("{{");
  }

  private static String page(Findings findings) throws IOException {
    return HtmlReport.of(findings, Verdict.of(findings));
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
