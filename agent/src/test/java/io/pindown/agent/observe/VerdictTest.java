package io.pindown.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.observe.Verdict.Answer;
import io.pindown.cache.OneUse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of which figures. */
class VerdictTest {
  private static final CostModel COST = new CostModel(1_000, 100, "made up");

  /** Figures of a program, to be changed where a test wants others. */
  private static final class Program {
    double seconds = 40;
    long transfers = 1_200_000;
    long bytes = 9L << 30;
    long heapTransfers;
    long heapBytes;
    long misses = 12;
    final Map<OneUse, Long> oneUse = new EnumMap<>(OneUse.class);
    long invalidations;
    long stale;
    long evictions;
    long pages = 16 * transfers;
    long registeredPages = 256;
    List<SiteFigures> sites = List.of();
    long memlock = 64 << 20;
    long unrecorded;

    ObservedFigures figures() {
      return new ObservedFigures(seconds, List.of(new WayFigures("a way", transfers, bytes, 0, 0)), new WayFigures("heap", heapTransfers, heapBytes, 0, 0),
          transfers - misses, misses, oneUse, invalidations, stale, evictions, misses, registeredPages, pages, 12 << 20, 12 << 20, 56 << 20, memlock,
          new long[40], sites, 0, unrecorded, COST);
    }

    Verdict verdict() {
      return Verdict.of(figures());
    }
  }

  @Test
  void helpsWithTheFiguresBehindIt() {
    Program program = new Program();
    program.stale = 3;
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.HELPS);
    assertThat(verdict.sentence()).isEqualTo("Caching would help: more than 99.9 % of 1,200,000 transfers would have found their memory registered, and "
        + "registering for each would take 3.1 s, with the cache 37.6 us, in 40 s.");
    assertThat(verdict.because()).singleElement().asString().startsWith("3 transfers were from an address whose memory had been freed");
    assertThat(verdict.lines()).contains("would be pinned now 12 MiB, at most 12 MiB of 56 MiB, of a limit (RLIMIT_MEMLOCK) of 64 MiB");
  }

  @Test
  void littleIsAtStakeWhereRegisteringTakesNoTime() {
    Program program = new Program();
    program.seconds = 40_000;
    assertThat(program.verdict().answer()).isEqualTo(Answer.LITTLE_AT_STAKE);
  }

  @Test
  void nothingIsSaidOfNothing() {
    Program program = new Program();
    program.transfers = 19;
    program.misses = 19;
    assertThat(program.verdict().answer()).isEqualTo(Answer.NOTHING_SEEN);
  }

  @Test
  void twentyTransfersAreEnough() {
    Program program = new Program();
    program.transfers = 20;
    program.pages = 320;
    program.misses = 1;
    program.registeredPages = 16;
    assertThat(program.verdict().answer()).isEqualTo(Answer.LITTLE_AT_STAKE);
  }

  @Test
  void aFewTransfersFromOutsideTheHeapSayNothing() {
    Program program = new Program();
    program.transfers = 19;
    program.heapTransfers = 1;
    program.heapBytes = 1;
    assertThat(program.verdict().answer()).isEqualTo(Answer.HEAP);
  }

  @Test
  void nineTenthsOnTheHeapAreMost() {
    Program program = new Program();
    program.heapTransfers = 1_000;
    program.heapBytes = 8 * program.bytes;
    assertThat(program.verdict().answer()).isEqualTo(Answer.HELPS);
    program.heapBytes = 10 * program.bytes;
    assertThat(program.verdict().answer()).isEqualTo(Answer.HEAP);
  }

  @Test
  void itHelpsOnlyIfItHitsAndSaves() {
    Program misses = new Program();
    misses.misses = 720_000; // which take little time each
    assertThat(misses.verdict().answer()).isEqualTo(Answer.NO_REUSE);
    Program large = new Program();
    large.registeredPages = 40_000_000; // of the 12 misses
    assertThat(large.verdict().answer()).isEqualTo(Answer.NO_REUSE);
  }

  @Test
  void whatIsOnTheHeapCannotBeRegistered() {
    Program program = new Program();
    program.heapTransfers = 1_000;
    program.heapBytes = 100 * program.bytes;
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.HEAP);
    assertThat(verdict.because()).singleElement().asString().contains("900 GiB of 909 GiB");
  }

  @Test
  void newMemoryForEachTransferIsNamedWithItsPlace() {
    Program program = new Program();
    program.misses = 1_000_000;
    program.invalidations = 999_990;
    program.registeredPages = 16_000_000;
    program.sites = List.of(new SiteFigures(List.of("com.example.Sender.fresh:17", "com.example.Main.main:3"), true, 999_000, 1L << 30));
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.NO_REUSE);
    assertThat(verdict.sentence()).contains("only 16.7 % of 1,200,000 transfers");
    assertThat(verdict.because()).anyMatch(line -> line.contains("999,000 of them for memory that is made at com.example.Sender.fresh:17"));
  }

  @Test
  void whatIsCrowdedOutNeedsMoreRoom() {
    Program program = new Program();
    program.misses = 1_000_000;
    program.evictions = 900_000;
    program.registeredPages = 16_000_000;
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.MORE_ROOM);
    assertThat(verdict.because()).singleElement().asString().contains("56 MiB pinned, of a limit (RLIMIT_MEMLOCK) of 64 MiB");
  }

  @Test
  void whatFindsNoRoomAtAllNeedsMoreRoomToo() {
    Program program = new Program();
    program.misses = 1_000_000;
    program.oneUse.put(OneUse.LIMIT, 900_000L);
    program.registeredPages = 16_000_000;
    assertThat(program.verdict().answer()).isEqualTo(Answer.MORE_ROOM);
    program.oneUse.put(OneUse.LIMIT, 100_000L);
    assertThat(program.verdict().answer()).as("a tenth of the misses").isEqualTo(Answer.NO_REUSE);
  }

  @Test
  void whatFindsNoRoomIsNoGapOfCoverage() {
    Program program = new Program();
    program.misses = 1_000_000;
    program.oneUse.put(OneUse.LIMIT, 1_000L);
    program.oneUse.put(OneUse.UNKNOWN_CONTAINER, 900_000L);
    program.registeredPages = 16_000_000;
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.UNCOVERED);
    assertThat(verdict.because()).singleElement().asString().startsWith("900,000 transfers");
  }

  @Test
  void theFiguresBehindItAreAllThere() {
    Program program = new Program();
    program.memlock = 0;
    program.unrecorded = 1;
    program.sites = java.util.stream.IntStream.rangeClosed(1, 4).mapToObj(i -> new SiteFigures(List.of("a" + i, "b", "c", "d"), i == 1, 10 - i, 2048)).toList();
    assertThat(program.verdict().figures())
        .contains("a way: 1,200,000 out (9 GiB), 0 in (0 bytes)", "would be pinned now 12 MiB, at most 12 MiB of 56 MiB, of a limit (RLIMIT_MEMLOCK) of 0 bytes",
            "9 registrations, 2 KiB, of memory made at a1 < b < c", "7 registrations, 2 KiB, of memory used at a3 < b < c", "1 transfers could not be recorded")
        .noneMatch(line -> line.contains("a4"));
    program.memlock = -1;
    assertThat(program.verdict().figures()).noneMatch(line -> line.contains("RLIMIT_MEMLOCK"));
  }

  @Test
  void whatIsNotCoveredIsSaidByReason() {
    Program program = new Program();
    program.misses = 1_000_000;
    program.oneUse.put(OneUse.UNKNOWN_CONTAINER, 999_000L);
    program.registeredPages = 16_000_000;
    Verdict verdict = program.verdict();
    assertThat(verdict.answer()).isEqualTo(Answer.UNCOVERED);
    assertThat(verdict.because()).singleElement().asString().isEqualTo("999,000 transfers would have registered for that one use: UNKNOWN_CONTAINER.");
  }

  @Test
  void everyVerdictSaysWhatToDo() {
    assertThat(new Program().verdict().advice()).isNotEmpty();
  }

  @Test
  void amountsAreNeverRoundedToAllOrNothing() {
    assertThat(Amounts.percent(0.99999)).isEqualTo("more than 99.9 %");
    assertThat(Amounts.percent(0.9996)).isEqualTo("more than 99.9 %");
    assertThat(Amounts.percent(1)).isEqualTo("100 %");
    assertThat(Amounts.percent(0.0001)).isEqualTo("less than 0.1 %");
    assertThat(Amounts.percent(0)).isEqualTo("0 %");
    assertThat(Amounts.bytes(1023)).isEqualTo("1,023 bytes");
    assertThat(Amounts.bytes(1024)).isEqualTo("1 KiB");
    assertThat(Amounts.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Amounts.bytes(123_456)).isEqualTo("121 KiB");
    assertThat(Amounts.seconds(0.001)).isEqualTo("1 ms");
    assertThat(Amounts.seconds(0.0000042)).isEqualTo("4.2 us");
  }

  @Test
  void aCostIsTwoNumbers() {
    assertThat(CostModel.parse("1500+90").of(2, 10)).isEqualTo(3900);
    assertThat(CostModel.parse("0.5+1000000000000").of(2, 1)).isEqualTo(1e12 + 1);
    for (String wrong : List.of("", "+", "1", "1+", "+1", "a+b", "-1+2", "1+-2", "1e13+1", "NaN+1", "1+Infinity", ".5+1", "5.+1", "1+1000000000001")) {
      assertThat(CostModel.parse(wrong)).as(wrong).isNull();
    }
  }
}
