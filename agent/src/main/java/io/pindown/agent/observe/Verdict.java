package io.pindown.agent.observe;

import io.pindown.cache.OneUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a registration cache would help, in plain words, with the figures behind it.
 *
 * @param answer in one word
 * @param sentence the verdict
 * @param because what it rests on, a sentence each
 * @param advice what to do, a sentence each; may be empty
 * @param figures the figures behind it, a line each
 */
public record Verdict(Answer answer, String sentence, List<String> because, List<String> advice, List<String> figures) {
  /** In one word. */
  public enum Answer {
    /** Nothing, or next to nothing, was transferred. */
    NOTHING_SEEN,
    /** Most bytes are in memory that cannot be registered. */
    HEAP,
    /** It would hit, and save time that matters. */
    HELPS,
    /** It would hit, but registering takes so little time that it does not matter. */
    LITTLE_AT_STAKE,
    /** It would, if more memory might be locked. */
    MORE_ROOM,
    /** Changes of much of the memory would go unseen, so it would be registered for each use. */
    UNCOVERED,
    /** The memory is new, or another, mostly: there is little to find again. */
    NO_REUSE
  }

  private static final long FEW = 20;
  /** Below such a share of the time that went by, registering is not worth a thought. */
  private static final double MATTERS = 0.001;
  private static final double MOSTLY = 0.5;
  private static final double MUCH = 0.2;
  private static final double HEAP_SHARE = 0.9;

  /** The verdict on what was observed. */
  public static Verdict of(ObservedFigures f) {
    Answer answer = answer(f);
    return new Verdict(answer, sentence(answer, f), because(answer, f), advice(answer, f), figures(f));
  }

  private static Answer answer(ObservedFigures f) {
    if (f.transfers() + f.heap().transfers() < FEW) {
      return Answer.NOTHING_SEEN;
    }
    if (f.transfers() < FEW || f.heap().bytes() >= HEAP_SHARE * (f.heap().bytes() + f.bytes())) {
      return Answer.HEAP;
    }
    if (f.hitRatio() >= MOSTLY && f.secondsSaved() >= MOSTLY * f.secondsWithout()) {
      return f.secondsSaved() >= MATTERS * f.seconds() ? Answer.HELPS : Answer.LITTLE_AT_STAKE;
    }
    if (gaps(f) >= MUCH * f.transfers()) {
      return Answer.UNCOVERED;
    }
    long crowded = f.evictions() + f.oneUse().getOrDefault(OneUse.LIMIT, 0L);
    return crowded >= MUCH * f.misses() ? Answer.MORE_ROOM : Answer.NO_REUSE;
  }

  private static long gaps(ObservedFigures f) {
    return f.oneUseTotal() - f.oneUse().getOrDefault(OneUse.LIMIT, 0L);
  }

  private static String sentence(Answer answer, ObservedFigures f) {
    switch (answer) {
      case NOTHING_SEEN:
        return "Nothing can be said: only " + Amounts.count(f.transfers() + f.heap().transfers()) + " transfers were seen.";
      case HEAP:
        return "Caching would not help the program as it is: what it sends and receives lies on the heap.";
      case HELPS:
        return "Caching would help: " + found(f) + ", and " + saved(f) + ".";
      case LITTLE_AT_STAKE:
        return "Caching would work, but little is at stake: " + found(f) + ", and " + saved(f) + ".";
      case MORE_ROOM:
        return "Caching would help if more memory might be locked: it would have had to give up " + Amounts.count(f.evictions())
            + " registrations for want of room.";
      case UNCOVERED:
        return "Caching would not help as it is: changes of much of the memory would go unseen.";
      default:
        return "Caching would not help as it is: only " + Amounts.percent(f.hitRatio()) + " of " + Amounts.count(f.hits() + f.misses())
            + " transfers would have found their memory registered.";
    }
  }

  private static String found(ObservedFigures f) {
    return Amounts.percent(f.hitRatio()) + " of " + Amounts.count(f.hits() + f.misses()) + " transfers would have found their memory registered";
  }

  private static String saved(ObservedFigures f) {
    return "registering for each would take " + Amounts.seconds(f.secondsWithout()) + ", with the cache " + Amounts.seconds(f.secondsWith())
        + ", in " + Amounts.seconds(f.seconds());
  }

  private static List<String> because(Answer answer, ObservedFigures f) {
    List<String> because = new ArrayList<>();
    switch (answer) {
      case HEAP:
        because.add(
            Amounts.bytes(f.heap().bytes()) + " of " + Amounts.bytes(f.heap().bytes() + f.bytes())
                + " went through byte arrays and heap buffers, which the JDK copies; no device can be given those.");
        break;
      case MORE_ROOM:
        because.add("It may keep " + Amounts.bytes(f.room()) + " pinned" + limit(f) + ".");
        break;
      case UNCOVERED:
        for (Map.Entry<OneUse, Long> reason : f.oneUse().entrySet()) {
          if (reason.getValue() > 0 && reason.getKey() != OneUse.LIMIT) {
            because.add(Amounts.count(reason.getValue()) + " transfers would have registered for that one use: " + reason.getKey() + ".");
          }
        }
        break;
      case NO_REUSE:
        because.add(
            Amounts.count(f.registrations()) + " registrations would have been made; " + Amounts.count(f.invalidations())
                + " of them taken out because their memory was freed or changed.");
        if (!f.sites().isEmpty()) {
          SiteFigures top = f.sites().get(0);
          because.add(
              Amounts.count(top.registrations()) + " of them for memory that is " + (top.allocates() ? "made at " : "used at ") + top.frames().get(0) + ".");
        }
        break;
      default:
        break;
    }
    if (f.staleReuses() > 0) {
      because.add(
          Amounts.count(f.staleReuses())
              + " transfers were from an address whose memory had been freed or changed since it was last registered: a cache that knows addresses only would"
              + " have used the old pages there.");
    }
    return List.copyOf(because);
  }

  private static String limit(ObservedFigures f) {
    return f.memlock() < 0 ? "" : ", of a limit (RLIMIT_MEMLOCK) of " + Amounts.bytes(f.memlock());
  }

  private static List<String> advice(Answer answer, ObservedFigures f) {
    List<String> advice = new ArrayList<>();
    switch (answer) {
      case NOTHING_SEEN:
        advice.add("Observe it for longer, or under load. What is seen is what goes through the JDK's sockets, Netty's, jucx, DiSNI and pindown-nic.");
        break;
      case HEAP:
        advice.add("Give the channels direct buffers, from a pool, and observe it again.");
        break;
      case HELPS:
        advice.add("With a NIC library that registers, run it with mode=cache.");
        break;
      case LITTLE_AT_STAKE:
        advice.add("On a NIC that takes longer to register it may be otherwise: give its cost by cost=A+B.");
        break;
      case MORE_ROOM:
        advice.add("Raise RLIMIT_MEMLOCK (ulimit -l, or LimitMEMLOCK= of the service), or max-bytes if it is set.");
        break;
      case UNCOVERED:
        advice.add("Start the program with -javaagent instead of attaching to it, so that all memory is seen from its beginning; "
            + "what native code allocates can be described by the option hooks.");
        break;
      default:
        advice.add("Keep buffers in a pool instead of freeing them, at the places that are named.");
        break;
    }
    return List.copyOf(advice);
  }

  private static List<String> figures(ObservedFigures f) {
    List<String> lines = new ArrayList<>();
    for (WayFigures way : f.ways()) {
      lines.add(line(way));
    }
    if (f.heap().transfers() > 0) {
      lines.add(line(f.heap()));
    }
    lines.add(
        "would-be hits " + Amounts.count(f.hits()) + ", misses " + Amounts.count(f.misses()) + " (for one use " + Amounts.count(f.oneUseTotal())
            + "), registrations " + Amounts.count(f.registrations()) + ", invalidations " + Amounts.count(f.invalidations()) + ", stale reuses prevented "
            + Amounts.count(f.staleReuses()) + ", evictions " + Amounts.count(f.evictions()));
    lines.add(
        "would be pinned now " + Amounts.bytes(f.pinned()) + ", at most " + Amounts.bytes(f.pinnedPeak()) + " of " + Amounts.bytes(f.room()) + limit(f));
    lines.add(
        "registering takes " + f.cost() + ": " + Amounts.seconds(f.secondsWithout()) + " without a cache, " + Amounts.seconds(f.secondsWith()) + " with it, in "
            + Amounts.seconds(f.seconds()));
    int shown = 0;
    for (SiteFigures site : f.sites()) {
      if (shown++ < 3) {
        lines.add(
            Amounts.count(site.registrations()) + " registrations, " + Amounts.bytes(site.bytes()) + ", of memory " + (site.allocates() ? "made at " : "used at ")
                + String.join(" < ", site.frames().subList(0, Math.min(3, site.frames().size()))));
      }
    }
    if (f.unrecorded() > 0) {
      lines.add(Amounts.count(f.unrecorded()) + " transfers could not be recorded");
    }
    return List.copyOf(lines);
  }

  private static String line(WayFigures way) {
    return way.name() + ": " + Amounts.count(way.sends()) + " out (" + Amounts.bytes(way.sentBytes()) + "), " + Amounts.count(way.receives()) + " in ("
        + Amounts.bytes(way.receivedBytes()) + ")";
  }

  /** All of it, a line each, for a log. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("verdict: " + sentence);
    lines.addAll(because);
    lines.addAll(advice);
    lines.addAll(figures);
    return List.copyOf(lines);
  }
}
