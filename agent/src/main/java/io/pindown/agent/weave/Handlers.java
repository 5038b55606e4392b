package io.pindown.agent.weave;

import java.util.ArrayList;
import java.util.List;

/**
 * The handlers of a method: its own, and those of sites that tell of an end also when they throw, which stand at the end of the code, out of
 * the normal path. If a site was inside the method's own handlers the new one is, too: its frame keeps the locals that they expect. The
 * same as {@link SiteWrapper} makes. Not thread-safe.
 */
final class Handlers {
  private final ClassFile file;
  /** Where the number of the method's own handlers is. */
  private final int table;
  private final int[] positions;
  /** Sites with a handler, and where that begins and ends now. */
  private final List<SiteCode> sites = new ArrayList<>(1);
  private final List<int[]> places = new ArrayList<>(1);

  Handlers(ClassFile file, int table, int[] positions, List<SiteCode> all) {
    this.file = file;
    this.table = table;
    this.positions = positions;
    for (SiteCode site : all) {
      if (site.onThrow != null) {
        sites.add(site);
      }
    }
  }

  boolean any() {
    return !sites.isEmpty();
  }

  /** Whether some site is inside a handler of the method's own. */
  boolean needFrames() {
    for (SiteCode site : sites) {
      for (int own = 0; own < file.u2(table); own++) {
        if (isAround(own, site)) {
          return true;
        }
      }
    }
    return false;
  }

  /** @param begin where the method's code begins in {@code out} */
  void writeCode(Bytes out, int begin) {
    for (SiteCode site : sites) {
      int start = out.size() - begin;
      out.copy(site.onThrow);
      places.add(new int[] {start, out.size() - begin});
    }
  }

  /** Those added come first, so that they are asked first; then the method's own; then its own around those added. */
  void writeTable(Bytes out) {
    int own = file.u2(table);
    Bytes entries = new Bytes(64);
    int count = 0;
    for (int i = 0; i < sites.size(); i++) {
      int site = positions[sites.get(i).at] + sites.get(i).before.size();
      entries.u2(site).u2(site + siteLength(sites.get(i))).u2(places.get(i)[0]).u2(0);
      count++;
    }
    for (int i = 0; i < own; i++) {
      int at = table + 2 + 8 * i;
      entries.u2(positions[file.u2(at)]).u2(positions[file.u2(at + 2)]).u2(positions[file.u2(at + 4)]).u2(file.u2(at + 6));
      count++;
    }
    for (int i = 0; i < sites.size(); i++) {
      for (int o = 0; o < own; o++) {
        if (isAround(o, sites.get(i))) {
          int at = table + 2 + 8 * o;
          entries.u2(places.get(i)[0]).u2(places.get(i)[1]).u2(positions[file.u2(at + 4)]).u2(file.u2(at + 6));
          count++;
        }
      }
    }
    out.u2(count).copy(entries);
  }

  private int siteLength(SiteCode site) {
    int at = table - (positions.length - 1) + site.at;
    return Instructions.length(file, at - site.at, at);
  }

  private boolean isAround(int own, SiteCode site) {
    int at = table + 2 + 8 * own;
    return file.u2(at) <= site.at && site.at < file.u2(at + 2);
  }

  /** Writes a frame for each handler added, behind the method's own frames; returns how many. */
  int writeFrames(Bytes out, Frames frames, int[] firstLocals, int firstFree, Additions additions) {
    int previous = frames.last();
    for (int i = 0; i < sites.size(); i++) {
      int[] locals = locals(sites.get(i), frames, firstLocals, firstFree, additions);
      out.u1(255).u2(places.get(i)[0] - previous - 1).u2(locals.length);
      for (int type : locals) {
        Frames.write(out, type);
      }
      out.u2(1);
      Frames.write(out, FrameTypes.object(additions.type("java/lang/Throwable")));
      previous = places.get(i)[0];
    }
    return sites.size();
  }

  /** What the handlers around the site expect in the method's own locals, nothing when there are none; then the site's arguments. */
  private int[] locals(SiteCode site, Frames frames, int[] firstLocals, int firstFree, Additions additions) {
    int[] slots = new int[firstFree];
    for (int own = 0; own < file.u2(table); own++) {
      if (isAround(own, site)) {
        int slot = 0;
        for (int type : frames.localsAt(file.u2(table + 2 + 8 * own + 4), firstLocals)) {
          if (type != FrameTypes.TOP) {
            if (slots[slot] != FrameTypes.TOP && slots[slot] != type) {
              throw new IllegalArgumentException("handlers around a site that expect different types in one local");
            }
            slots[slot] = type;
          }
          slot += FrameTypes.isWide(type) ? 2 : 1;
        }
      }
    }
    int[] arguments = FrameTypes.ofArguments(FrameTypes.TOP, site.point.descriptor(), additions);
    int[] all = new int[firstFree + arguments.length];
    int count = 0;
    for (int slot = 0; slot < firstFree; slot += FrameTypes.isWide(slots[slot]) ? 2 : 1) {
      all[count++] = slots[slot];
    }
    for (int argument : arguments) {
      all[count++] = argument;
    }
    int[] exact = new int[count];
    System.arraycopy(all, 0, exact, 0, count);
    return exact;
  }
}
