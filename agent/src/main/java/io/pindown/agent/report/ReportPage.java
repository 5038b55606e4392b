package io.pindown.agent.report;

import io.pindown.agent.observe.Amounts;
import io.pindown.agent.observe.Observation;
import io.pindown.agent.observe.ObservedFigures;
import io.pindown.agent.observe.RegistrationSites;
import io.pindown.agent.observe.SiteFigures;
import io.pindown.agent.observe.Verdict;
import io.pindown.cache.CacheMoment;
import io.pindown.cache.CacheStatistics;
import io.pindown.cache.LentRegistration;
import io.pindown.cache.MemlockLimit;
import io.pindown.cache.RegistrationCache;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.Coverage;
import io.pindown.registry.CoverageBit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What Pindown does in this process, as one page: style and pictures inside, no script, nothing asked from anywhere, which its content security policy
 * says, too. Made of what is so at this moment. Not thread-safe.
 */
public final class ReportPage {
  private static final int SIZES = 40;
  private static final int MOST_LEASES = 20;
  private static final int MOST_SITES = 10;

  private final String mode;
  private final List<RegistrationCache<?>> caches = RegistrationCache.open();
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final ObservedFigures observed;

  /** @param mode that the agent is in */
  public ReportPage(String mode) {
    this.mode = mode;
    Observation observation = Observation.current();
    this.observed = observation == null ? null : observation.figures();
  }

  /** The page. */
  public String html() throws IOException {
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append("<link rel=\"icon\" href=\"data:,\">\n<title>Pindown report, process ").append(ProcessHandle.current().pid()).append("</title>\n<style>\n")
        .append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    header();
    if (observed != null) {
      verdict();
    }
    tiles();
    for (int i = 0; i < caches.size(); i++) {
      cache(i, caches.get(i));
    }
    memory();
    sizes();
    sites();
    leases();
    coverage();
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("report.css is missing in the agent's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void header() {
    out.append("<header>\n<h1>Pindown</h1>\n<p class=\"muted\">Process ").append(ProcessHandle.current().pid()).append(", JDK ")
        .append(Svg.escape(Runtime.version().toString())).append(", mode ").append(Svg.escape(mode)).append(", ")
        .append(Instant.now().truncatedTo(ChronoUnit.SECONDS)).append("</p>\n</header>\n");
  }

  private void verdict() {
    Verdict verdict = Verdict.of(observed);
    String style = verdict.answer() == Verdict.Answer.HELPS ? "good" : verdict.answer() == Verdict.Answer.NOTHING_SEEN ? "" : "but";
    out.append("<section id=\"verdict\" class=\"verdict ").append(style).append("\">\n<h2>Verdict</h2>\n<p class=\"lead\">")
        .append(Svg.escape(verdict.sentence())).append("</p>\n");
    for (String because : verdict.because()) {
      out.append("<p>").append(Svg.escape(because)).append("</p>\n");
    }
    for (String advice : verdict.advice()) {
      out.append("<p class=\"advice\">").append(Svg.escape(advice)).append("</p>\n");
    }
    out.append("<details><summary>The figures behind it</summary>\n<ul>\n");
    for (String line : verdict.figures()) {
      out.append("<li>").append(Svg.escape(line)).append("</li>\n");
    }
    out.append("</ul></details>\n</section>\n");
  }

  private void tiles() {
    long hits = 0;
    long misses = 0;
    long pinned = 0;
    long stale = 0;
    long inUse = 0;
    for (RegistrationCache<?> cache : caches) {
      if (observed != null && cache.pins()) {
        continue; // one of the application's own: its figures are below, and are not of what would be
      }
      CacheStatistics s = cache.statistics();
      hits += s.hits();
      misses += s.misses();
      pinned += s.pinnedBytes();
      stale += cache.staleReusesPrevented();
      inUse += s.inUseInvalidations();
    }
    String would = observed == null ? "" : "would be ";
    out.append("<div class=\"tiles\">\n");
    tile("", hits + misses == 0 ? "\u2013" : Amounts.percent((double) hits / (hits + misses)), "of " + Amounts.count(hits + misses) + " uses " + (observed == null ? "" : "would have ") + "found their memory registered");
    tile("", Amounts.bytes(pinned), would + "pinned now");
    tile("", Amounts.count(stale), "stale reuses " + would + "prevented");
    tile(inUse == 0 ? "" : "bad", Amounts.count(inUse), "registrations whose memory changed in use");
    out.append("</div>\n");
  }

  private void tile(String style, String figure, String meaning) {
    out.append("<div class=\"tile ").append(style).append("\"><b>").append(Svg.escape(figure)).append("</b><span>").append(Svg.escape(meaning)).append("</span></div>\n");
  }

  private void cache(int number, RegistrationCache<?> cache) {
    CacheStatistics s = cache.statistics();
    out.append("<section class=\"cache\">\n<h2><i class=\"key hue").append(number % 4).append("\"></i> Cache ").append(Svg.escape(cache.options().name()))
        .append("</h2>\n<p class=\"muted\">registrar ").append(Svg.escape(cache.registrarName())).append("</p>\n");
    List<CacheMoment> history = cache.history();
    if (history.size() > 1) {
      out.append("<div class=\"pair\">\n<figure><figcaption>Hit ratio over time</figcaption>").append(ratio(history)).append("</figure>\n")
          .append("<figure><figcaption>Pinned memory over time</figcaption>").append(pinned(history, cache)).append("</figure>\n</div>\n");
    } else {
      out.append("<p class=\"muted\">There are pictures over time from the third second on.</p>\n");
    }
    Table table = new Table("", "");
    table.row("", "hits", Amounts.count(s.hits())).row("", "misses", Amounts.count(s.misses())).row("", "of these for one use", Amounts.count(s.oneUseTotal()));
    s.oneUse().forEach((reason, count) -> {
      if (count > 0) {
        table.row("sub", reason.name(), Amounts.count(count));
      }
    });
    table.row("", "registrations now", Amounts.count(s.live())).row("", "registrations made", Amounts.count(s.registrations()))
        .row("", "taken out since their memory changed", Amounts.count(s.invalidations()))
        .row("", "stale reuses prevented", Amounts.count(cache.staleReusesPrevented()))
        .row("", "taken out to make room", Amounts.count(s.evictions()))
        .row(s.failedRegistrations() == 0 ? "" : "bad", "refused by the device", Amounts.count(s.failedRegistrations()))
        .row(s.inUseInvalidations() == 0 ? "" : "bad", "memory changed in use", Amounts.count(s.inUseInvalidations()));
    out.append(table.finish()).append("</section>\n");
  }

  /** Of the time between two moments each; where nothing was used meanwhile, as before. */
  static String ratio(List<CacheMoment> history) {
    List<double[]> points = new ArrayList<>();
    double last = 0;
    CacheMoment before = new CacheMoment(0, 0, 0, 0, 0);
    for (CacheMoment moment : history) {
      long hits = moment.hits() - before.hits();
      long all = hits + moment.misses() - before.misses();
      last = all <= 0 ? last : Math.max(0, (double) hits / all);
      points.add(new double[] {moment.atMillis() / 1e3, last});
      before = moment;
    }
    return TimeChart.of("Hit ratio over time", points, 1, -1, "", new String[] {"0 %", "50 %", "100 %"});
  }

  private static String pinned(List<CacheMoment> history, RegistrationCache<?> cache) {
    List<double[]> points = new ArrayList<>();
    double most = 1;
    for (CacheMoment moment : history) {
      points.add(new double[] {moment.atMillis() / 1e3, moment.pinnedBytes()});
      most = Math.max(most, moment.pinnedBytes());
    }
    long memlock = MemlockLimit.current();
    boolean locked = memlock > 0 && memlock < 8 * most;
    double limit = locked ? memlock : cache.options().maxBytes();
    String label = (locked ? "RLIMIT_MEMLOCK " : "allowed ") + Amounts.bytes((long) limit);
    most = limit < 8 * most ? Math.max(most, limit) * 1.1 : most * 1.25;
    return TimeChart.of("Pinned memory over time", points, most, limit, label,
        new String[] {"0", Amounts.bytes((long) (most / 2)), Amounts.bytes((long) most)});
  }

  private void memory() {
    MemoryMap map = new MemoryMap();
    for (int i = 0; i < caches.size(); i++) {
      map.add(i, caches.get(i));
    }
    AddressSpace space = AddressSpace.process();
    out.append("<section id=\"memory\">\n<h2>Memory</h2>\n<p>").append(Amounts.count(space.liveContainers())).append(" blocks and mappings are known, ")
        .append(Amounts.count(space.watches())).append(" watches are over parts of them. RLIMIT_MEMLOCK ");
    long memlock = MemlockLimit.current();
    out.append(memlock < 0 ? "does not apply to this process" : "is " + Amounts.bytes(memlock)).append(".</p>\n");
    if (map.isEmpty()) {
      out.append("<p class=\"muted\">Nothing is registered.</p>\n");
    } else {
      out.append("<figure>").append(map.draw()).append("<figcaption>Blocks <i class=\"swatch container\"></i> and mappings <i class=\"swatch container mapping\"></i> in the order of"
          + " their addresses, wider if larger, and what of them is registered <i class=\"swatch pin hue0\"></i>, pinned and watched. Point at one to see where it is.")
          .append(map.isCut() ? " There are more than are shown." : "").append("</figcaption></figure>\n");
    }
    out.append("</section>\n");
  }

  private void sizes() {
    long[] sizes = observed == null ? new long[SIZES] : observed.sizes();
    if (observed == null) {
      for (RegistrationCache<?> cache : caches) {
        long[] ranges = cache.ranges(Integer.MAX_VALUE / 4);
        for (int i = 1; i < ranges.length; i += 2) {
          sizes[Math.min(SIZES - 1, 63 - Long.numberOfLeadingZeros(Math.max(1, ranges[i])))]++;
        }
      }
    }
    long sum = 0;
    for (long size : sizes) {
      sum += size;
    }
    String what = observed == null ? "registrations" : "transfers";
    out.append("<section id=\"sizes\">\n<h2>Sizes</h2>\n");
    if (sum == 0) {
      out.append("<p class=\"muted\">There are no ").append(what).append(".</p>\n");
    } else {
      out.append("<figure>").append(SizeChart.of("Sizes of " + what, sizes, what)).append("<figcaption>").append(observed == null ? "Registrations now" : "Transfers")
          .append(" by size, from the size that is named to twice that.</figcaption></figure>\n");
    }
    out.append("</section>\n");
  }

  private void sites() {
    out.append("<section id=\"sites\">\n<h2>Where the memory comes from</h2>\n");
    List<SiteFigures> sites = observed == null ? RegistrationSites.top(MOST_SITES) : observed.sites();
    long unknown = observed == null ? RegistrationSites.unknown() : observed.unknownSites();
    if (sites.isEmpty()) {
      out.append("<p class=\"muted\">Nothing was registered.</p>\n</section>\n");
      return;
    }
    out.append("<p>The places in the code that caused most registrations. A place with few is reused; one with many breaks reuse.</p>\n");
    Table table = new Table("place", "", "registrations", "bytes");
    for (SiteFigures site : sites) {
      table.row("", String.join("\n", site.frames()), site.allocates() ? "made" : "used", Amounts.count(site.registrations()), Amounts.bytes(site.bytes()));
    }
    out.append(table.finish());
    if (unknown > 0) {
      out.append("<p class=\"muted\">Of ").append(Amounts.count(unknown)).append(" more it was not looked at.</p>\n");
    }
    out.append("</section>\n");
  }

  private void leases() {
    Table table = new Table("registration", "cache", "leases", "last lease taken at");
    int shown = 0;
    for (RegistrationCache<?> cache : caches) {
      for (LentRegistration lent : cache.lent()) {
        if (shown++ < MOST_LEASES) {
          table.row("", "0x" + Long.toHexString(lent.address()) + ", " + Amounts.bytes(lent.length()), cache.options().name(), Amounts.count(lent.leases()),
              lent.site().isEmpty() ? "not recorded: lease-sites=true" : lent.site().strip() + (lent.changed().isEmpty() ? "" : "\nits memory was freed or remapped meanwhile: " + lent.changed().strip()));
        }
      }
    }
    if (shown > 0) {
      out.append("<section id=\"leases\">\n<h2>In use now</h2>\n<p>What stays here from report to report is never released.</p>\n").append(table.finish());
      out.append(shown > MOST_LEASES ? "<p class=\"muted\">There are " + Amounts.count(shown - MOST_LEASES) + " more.</p>\n" : "").append("</section>\n");
    }
  }

  private void coverage() {
    Coverage coverage = AddressSpace.process().coverage();
    out.append("<section id=\"coverage\">\n<h2>Coverage</h2>\n<p>Which kinds of change of memory the hooks are proven to see here.</p>\n");
    Table table = new Table("kind", "");
    for (CoverageBit bit : CoverageBit.values()) {
      boolean proven = (coverage.proven() & bit.mask()) != 0;
      boolean expected = (coverage.expected() & bit.mask()) != 0;
      table.row(expected && !proven ? "dim" : "", bit.name(), proven ? "covered" : expected ? "not proven: nothing has asked for it yet, or it is not seen" : "not on this JDK");
    }
    out.append(table.finish()).append("</section>\n");
  }
}
