package io.pindown.it.costs;

import io.pindown.it.app.Artefact;
import io.pindown.nic.registrar.IoUringRegistrar;
import io.pindown.nic.registrar.VerbsRegistrar;
import io.pindown.nic.uring.Capability;
import io.pindown.nic.uring.Ring;
import io.pindown.nic.verbs.VerbsContext;
import io.pindown.nic.verbs.VerbsDevice;
import io.pindown.registrar.Access;
import io.pindown.registrar.Registrar;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to register and deregister a block, and what to copy it to one that is registered, by size and kind of page; in turn, in the same rounds.
 * Arguments: {@code uring} or {@code verbs}; the largest block in bytes; milliseconds of a round of each; rounds. Prints tables.
 */
public final class RegistrationCosts {
  private static final long LEAST = 4 << 10;
  private static final int STEP = 4;

  private final Registrar<?> registrar;
  private final long nanos;
  private final int rounds;
  private final Artefact artefact = new Artefact();

  private RegistrationCosts(Registrar<?> registrar, long nanos, int rounds) {
    this.registrar = registrar;
    this.nanos = nanos;
    this.rounds = rounds;
  }

  private interface Step {
    void once();
  }

  public static void main(String[] args) throws Throwable {
    long most = Long.parseLong(args[1]);
    long nanos = Long.parseLong(args[2]) * 1_000_000;
    int rounds = Integer.parseInt(args[3]);
    if (args[0].equals("uring")) {
      if (!uringIsThere()) {
        return;
      }
      try (Ring ring = Ring.open()) {
        new RegistrationCosts(new IoUringRegistrar(ring), nanos, rounds).tables(most);
      }
    } else {
      try (VerbsContext context = VerbsDevice.list().getFirst().open()) {
        new RegistrationCosts(new VerbsRegistrar(context.allocateProtectionDomain()), nanos, rounds).tables(most);
      }
    }
  }

  /** Says so in the artefact; writes it if not. */
  static boolean uringIsThere() throws IOException {
    Capability capability = Ring.probe();
    Artefact artefact = new Artefact();
    artefact.put("available", capability.available());
    artefact.put("cause", capability.cause());
    if (!capability.available()) {
      artefact.write();
    }
    return capability.available();
  }

  private void tables(long most) throws Throwable {
    for (PageKind kind : PageKind.values()) {
      System.out.println("\npages of " + kind.label + ", " + registrar.name() + "\n");
      System.out.println("| block | register and deregister, us | copy, us | copy / register | in huge pages |\n|---|---|---|---|---|");
      List<Long> copied = new ArrayList<>();
      List<Long> registered = new ArrayList<>();
      for (long length = LEAST; length <= most; length *= STEP) {
        String obstacle = kind.obstacle(length);
        if (obstacle == null) {
          (row(kind, length) < 1 ? copied : registered).add(length);
        } else if (!obstacle.equals("less than a page")) {
          System.out.println("no block of " + length + " bytes: " + obstacle);
        }
      }
      artefact.put(kind.name() + "/copying-is-cheaper", copied);
      artefact.put(kind.name() + "/registering-is-cheaper", registered);
      System.out.println("\ncopying is cheaper at " + copied + ", registering at " + registered);
    }
    artefact.put("available", true);
    artefact.write();
  }

  /** Copying's cost for registering's. */
  private <H> double row(PageKind kind, long length) throws Throwable {
    MemorySegment block = kind.block(length);
    MemorySegment bounce = kind.block(length);
    @SuppressWarnings("unchecked")
    Registrar<H> typed = (Registrar<H>) registrar;
    H kept = typed.register(bounce.address(), length, Access.LOCAL_READ);
    Step register = () -> typed.deregister(typed.register(block.address(), length, Access.LOCAL_READ));
    Step copy = () -> bounce.copyFrom(block);
    int registers = warm(register);
    int copies = warm(copy);
    double[] first = new double[rounds];
    double[] second = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      first[round] = micros(register, registers);
      second[round] = micros(copy, copies);
      ratios[round] = second[round] / first[round];
    }
    typed.deregister(kept);
    Arrays.sort(ratios);
    double ratio = ratios[rounds / 2];
    long huge = PageKind.huge(block);
    System.out.println("| " + (length >> 10) + " KiB | " + text(first) + " | " + text(second) + " | " + text(ratios) + " | " + (huge >= length ? "all" : huge == 0 ? "none" : huge / 1024 + " KiB") + " |");
    artefact.put(kind.name() + "/" + length, text(first));
    return ratio;
  }

  /** Runs it for as long as a round, and returns how often that was. */
  private int warm(Step step) {
    int times = 0;
    for (long begun = System.nanoTime(); System.nanoTime() - begun < nanos || times == 0; times++) {
      step.once();
    }
    return times;
  }

  private static double micros(Step step, int times) {
    long begun = System.nanoTime();
    for (int i = 0; i < times; i++) {
      step.once();
    }
    return (System.nanoTime() - begun) / 1e3 / times;
  }

  /** Median, least and most. */
  private static String text(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(Locale.ROOT, "%.3g [%.3g .. %.3g]", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
