package io.pindown.it.soak;

import io.pindown.cache.CacheOptions;
import io.pindown.it.app.Artefact;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * A {@link Duel} alone. Arguments: the address space as {@link Spaces} names it, seconds, seed, after how many wrong sends to end, and
 * optionally the only ground.
 */
public final class DuelApp {
  /** As many as it takes to have been on each ground, however busy the machine is. */
  private static final int LEAST_ROUNDS = 30;

  private DuelApp() {}

  public static void main(String[] args) throws Throwable {
    Artefact artefact = new Artefact();
    Equipment equipment = Equipment.found();
    try (Nic<?> nic = equipment.nic(1_024, false)) {
      artefact.put("truth", nic.truth());
      artefact.put("why-no-nic", equipment.whyNoNic());
      System.out.println("duel over " + args[0] + ", " + args[1] + " s, seed " + args[2] + "; truth: " + nic.truth());
      run(nic, equipment, args, artefact);
      artefact.put("migrations", PageFrames.migrations());
    } catch (Throwable t) {
      artefact.failure("failure", t);
      throw t;
    } finally {
      artefact.write();
    }
  }

  private static <P> void run(Nic<P> nic, Equipment equipment, String[] args, Artefact artefact) throws Throwable {
    Stretch stretch = new Stretch();
    Port<P> port = new Port<>("duel", nic, CacheOptions.defaults("duel"), Spaces.of(args[0], stretch));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]));
    long enough = Long.parseLong(args[3]);
    Map<String, Ground.Maker> grounds = equipment.grounds();
    if (args.length > 4) {
      grounds.keySet().retainAll(Set.of(args[4]));
    }
    Duel<?>[] duel = new Duel<?>[1];
    LongPredicate over = rounds -> rounds >= LEAST_ROUNDS && System.nanoTime() - end >= 0 || duel[0].wrongSends() >= enough;
    duel[0] = new Duel<>(port, Long.parseLong(args[2]), stretch, over);
    duel[0].fight(grounds, artefact);
    port.close(artefact);
  }
}
