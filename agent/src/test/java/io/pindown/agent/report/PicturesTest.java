package io.pindown.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.cache.CacheMoment;
import io.pindown.cache.CacheOptions;
import io.pindown.cache.Lease;
import io.pindown.cache.RegistrationCache;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import io.pindown.registry.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pictures and tables of a report show of which figures. */
class PicturesTest {
  private static final long AT = 1L << 40;
  private static final long SIZE = 2 << 20;
  private static final Pattern CONTAINER = Pattern.compile("class=\"container\" x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\"");

  private final AddressSpace space = AddressSpace.detached();

  private RegistrationCache<Long> cache(String name) {
    Registrar<Long> registrar = new Registrar<>() {
      @Override
      public Long register(long address, long length, int access) {
        return length;
      }

      @Override
      public void deregister(Long registration) {}
    };
    return RegistrationCache.of(registrar, CacheOptions.defaults(name).withMaxBytes(1L << 40), space);
  }

  private Lease<Long> lease(RegistrationCache<Long> cache, long number) {
    space.allocated(AT + 2 * SIZE * number, SIZE);
    return cache.acquire(AT + 2 * SIZE * number, SIZE, Access.LOCAL_READ);
  }

  @Test
  void whatOthersNamedIsText() {
    assertThat(Svg.escape("<a href=\"x\" id='y'>&")).isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    assertThat(new Table("<h>").row("", "<b>\n<i>").finish()).contains("<th scope=\"col\">&lt;h&gt;</th>", "<td>&lt;b&gt;<br>&lt;i&gt;</td>");
  }

  @Test
  void aBarForEachSizeFromTheSmallestToTheLargest() {
    long[] sizes = new long[40];
    sizes[5] = 3;
    sizes[7] = 25_000;
    String chart = SizeChart.of("label", sizes, "things");
    assertThat(chart).contains("<title>3 things of 32 bytes to 63 bytes</title>", "<title>0 things of 64 bytes to 127 bytes</title>", "<title>25,000 things of 128 bytes to 255 bytes</title>")
        .contains(">25 k</text>").contains("width=\"86\" height=\"148\"").doesNotContain(" 256 bytes");
    assertThat(chart.split("class=\"bar\"", -1)).hasSize(1 + 3);
    long[] large = new long[40];
    large[39] = 1;
    assertThat(SizeChart.of("label", large, "things")).as("as wide as small ones").contains("x=\"14\"", "width=\"86\" height=\"148\"");
  }

  @Test
  void moreIsHigherAndLaterIsFurtherRight() {
    String[] labels = {"0", "half", "all"};
    List<double[]> points = List.of(new double[] {0, 0}, new double[] {300, 1}, new double[] {600, 0.5});
    assertThat(TimeChart.of("label", points, 1, 0.5, "half of it", labels))
        .contains("class=\"curve\" d=\"M62 162L265 14L468 88\"").contains(">0 s</text>", ">10 min</text>", ">half of it</text>").contains("class=\"limit\" x1=\"62\" y1=\"88\"");
    assertThat(TimeChart.of("label", points, 1, 1.5, "beyond", labels)).as("out of the picture").doesNotContain("beyond", "class=\"limit\"");
    assertThat(TimeChart.of("label", List.of(new double[] {0, 0}, new double[] {9_000, 0}), 1, -1, "none", labels)).contains(">2.5 h</text>").doesNotContain("none");
  }

  @Test
  void theHitRatioIsOfTheTimeBetweenTwoMoments() {
    List<CacheMoment> history = List.of(
        new CacheMoment(0, 0, 1, 0, 0), new CacheMoment(1_000, 90, 11, 0, 0), new CacheMoment(2_000, 90, 11, 0, 0), new CacheMoment(3_000, 90, 21, 0, 0), new CacheMoment(4_000, 95, 26, 0, 0));
    // none; 90 of 100; nothing, so as before; none of 10; 5 of 10
    assertThat(ReportPage.ratio(history)).contains("class=\"curve\" d=\"M62 162L163.5 28.8L265 28.8L366.5 162L468 88\"").contains(">4 s</text>");
  }

  @Test
  void containersAreInOrderInsideThePicture() {
    try (RegistrationCache<Long> cache = cache("mapped")) {
      for (long i = 0; i < 100; i++) {
        lease(cache, i).release();
      }
      MemoryMap map = new MemoryMap();
      map.add(1, cache);
      String drawn = map.draw();
      assertThat(drawn).contains("<title>registered by mapped: 0x10000000000, 2 MiB</title>", "class=\"pin hue1\"");
      Matcher found = CONTAINER.matcher(drawn);
      double last = -1;
      int count = 0;
      for (; found.find(); count++) {
        double x = Double.parseDouble(found.group(1));
        double place = 1_000 * Double.parseDouble(found.group(2)) + x;
        assertThat(place).isGreaterThan(last);
        assertThat(x + Double.parseDouble(found.group(3))).isLessThanOrEqualTo(980);
        last = place;
      }
      assertThat(count).isEqualTo(100);
      assertThat(map.isCut()).isFalse();
    }
  }

  @Test
  void whatIsTooMuchForThePictureIsSaid() {
    try (RegistrationCache<Long> cache = cache("many")) {
      for (long i = 0; i < 301; i++) {
        lease(cache, i).release();
      }
      MemoryMap map = new MemoryMap();
      map.add(0, cache);
      assertThat(map.isCut()).isTrue();
      assertThat(map.draw().split("class=\"container\"", -1)).hasSize(1 + 300);
    }
  }

  @Test
  void thePageHasSizesLeasesAndFaults() throws IOException {
    List<Lease<Long>> leases = new ArrayList<>();
    try (RegistrationCache<Long> cache = cache("<leasing>")) {
      for (long i = 0; i < 23; i++) {
        leases.add(lease(cache, i));
      }
      String page = new ReportPage("cache").html();
      assertThat(page).contains("Cache &lt;leasing&gt;</h2>").doesNotContain("<leasing>", "tile bad");
      assertThat(page).contains("23 registrations of 2 MiB to ").doesNotContain("registrations of 512 GiB");
      assertThat(page.split("not recorded: lease-sites=true", -1)).as("leases that are shown").hasSize(1 + 20);
      assertThat(page).contains("There are 3 more.");
      space.freed(AT);
      cache.reap();
      cache.staleReusesPrevented(); // waits for the cache's own thread, should it be at it
      assertThat(new ReportPage("cache").html()).contains("<div class=\"tile bad\"><b>1</b><span>registrations whose memory changed in use");
    }
    leases.forEach(Lease::release);
  }
}
