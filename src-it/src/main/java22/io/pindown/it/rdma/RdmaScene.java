package io.pindown.it.rdma;

import io.pindown.it.app.Artefact;
import io.pindown.it.app.Scene;
import io.pindown.nic.verbs.RegistrationException;
import io.pindown.registrar.RegistrarException;
import io.pindown.registry.Watch;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A path's memory over verbs. What the path watches is registered, and bytes are moved by each operation; after each step of the path, and so after
 * each change, once more. Where the memory is gone, other memory is put at its address past all hooks; where its file was cut, that is
 * made long again. Notes for each range and step what was there, a letter an operation as {@link Exchange#round}, hits and registrations for one
 * use; and which ranges the device refuses.
 */
final class RdmaScene extends Scene {
  private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);
  private static final Set<Operation> READING = EnumSet.of(Operation.SEND, Operation.WRITE, Operation.READ);
  private static final Set<Operation> WRITING = EnumSet.complementOf(EnumSet.copyOf(READING));

  private final Exchange exchange;
  private final List<Range> ranges = new ArrayList<>();

  /** What is registered. */
  private static final class Range {
    final String name;
    final long address;
    final long length;
    final Pages pages;
    final boolean writable;
    final boolean ours;
    boolean gone;

    Range(String name, long address, long length, boolean ours) throws Throwable {
      this.name = name;
      this.address = address;
      this.length = length;
      this.ours = ours;
      this.pages = new Pages(address, length);
      this.writable = pages.isWritable();
    }

    /** A native library's data is not written to while it is there. */
    Set<Operation> operations(boolean replaced) throws Throwable {
      return writable && (replaced || ours && pages.isWritable()) ? ALL : READING;
    }
  }

  private interface Round {
    String letters() throws Throwable;
  }

  RdmaScene(String path, Artefact artefact, Exchange exchange) throws ReflectiveOperationException {
    super(path, artefact);
    this.exchange = exchange;
    Pages.fillHeap();
  }

  @Override
  public Watch watch(String name, long address, long length) {
    Watch watch = super.watch(name, address, length);
    register(name, address, length, true);
    return watch;
  }

  @Override
  public Watch watchOnly(String name, long address, long length) {
    Watch watch = super.watchOnly(name, address, length);
    register(name, address, length, false);
    return watch;
  }

  private void register(String name, long address, long length, boolean ours) {
    try {
      Range range = new Range(name, address, length, ours);
      ranges.removeIf(other -> other.address == address && other.length == length); // it is one to any cache
      if (ours && range.writable) {
        exchange.mark(address, length);
      }
      if (!ours && range.writable) {
        exchange.register(address, length, WRITING);
      }
      Set<Operation> operations = ours && range.writable ? ALL : READING;
      String letters = noted("watch/" + name, "new", () -> exchange.round(address, length, operations));
      noted("again/" + name, "same", () -> {
        exchange.register(address, length, operations);
        return letters;
      });
      ranges.add(range);
    } catch (RegistrationException | RegistrarException e) {
      note("rdma-refused/" + name, e.getMessage());
    } catch (Throwable e) {
      throw new IllegalStateException(name + " cannot be registered", e);
    }
  }

  private String noted(String key, String what, Round round) throws Throwable {
    long hits = exchange.hits();
    long oneUse = exchange.oneUse();
    String letters = round.letters();
    note("rdma/" + key, what + " " + letters + " " + (exchange.hits() - hits) + " " + (exchange.oneUse() - oneUse));
    return letters;
  }

  @Override
  public void step(String step) {
    for (Range range : ranges) {
      if (!range.gone) {
        try {
          look(step, range);
        } catch (Throwable e) {
          throw new IllegalStateException(range.name + " after " + step, e);
        }
      }
    }
    super.step(step);
  }

  private void look(String step, Range range) throws Throwable {
    Pages.State state = range.pages.look();
    try {
      if (state == Pages.State.HEAP) {
        note("rdma/" + step + "/" + range.name, state + " ----- 0 0");
        return;
      }
      range.gone = state == Pages.State.REPLACED || state == Pages.State.FILLED;
      if (state == Pages.State.CUT) {
        range.pages.grow();
      }
      if (state == Pages.State.REPLACED) {
        exchange.mark(range.address, range.length);
      }
      Set<Operation> operations = range.operations(state == Pages.State.REPLACED);
      String letters = noted(step + "/" + range.name, state.name(), () -> exchange.round(range.address, range.length, operations));
      if (letters.contains("w")) {
        exchange.forget(range.address, range.length);
        if (!range.gone) {
          exchange.register(range.address, range.length, operations); // what the next step does is seen by itself
        }
      }
    } finally {
      range.pages.giveBack();
    }
  }

  /** The hooks tell before it happens; nothing may look at the memory until it has. */
  @Override
  public void collect(WeakReference<?> owner, Watch watch) throws InterruptedException {
    super.collect(owner, watch);
    new Pages(watch.start(), 1).awaitTheEnd();
  }

  @Override
  public void close() {
    exchange.forget();
    super.close();
  }
}
