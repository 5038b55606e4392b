package io.pindown.lincheck;

import io.pindown.registry.AddressSpace;
import io.pindown.registry.Watch;
import io.pindown.registry.WatchRegistry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A registry with three watches over four pages: the first on page 0, the second on 1 and 2, the third, made on demand, on 2 and 3. A
 * block lies on pages 0 and 1, a mapping on 2 and 3. As in a correct program, one thread allocates and frees the block, and one maps and
 * unmaps.
 */
@Param(name = "watch", gen = IntGen.class, conf = "0:2")
@Param(name = "room", gen = IntGen.class, conf = "1:2")
public class RegistryOperations {
  private static final long PAGE = 4096;
  private static final long AT = 0x7f00_0000_0000L;
  private static final long MAPPING = AT + 2 * PAGE;

  protected final AddressSpace space = AddressSpace.detached();
  protected final WatchRegistry registry = space.newRegistry("lincheck");
  private final AtomicReferenceArray<Watch> watches = new AtomicReferenceArray<>(3);
  private volatile boolean allocated = true;
  private volatile boolean mapped = true;

  public RegistryOperations() {
    space.allocated(AT, 2 * PAGE);
    space.mapped(MAPPING, 2 * PAGE);
    watches.set(0, registry.watch(AT, PAGE, 1));
    watches.set(1, registry.watch(AT + PAGE, 2 * PAGE, 2));
  }

  /** The watches that an event hits, as bits. */
  static int hitBy(String event) {
    return switch (event) {
      case "block" -> 0b011;
      case "mapping" -> 0b110;
      case "change" -> 0b100;
      default -> throw new IllegalArgumentException("event " + event);
    };
  }

  @Operation(runOnce = true)
  public void watch() {
    watches.set(2, registry.watch(MAPPING, 2 * PAGE, 3));
  }

  @Operation(params = "watch")
  public int isClean(int watch) {
    Watch at = watches.get(watch);
    return at == null ? RegistrySpecification.NO_WATCH : at.isClean() ? 1 : 0;
  }

  @Operation(params = "watch")
  public int unwatch(int watch) {
    Watch at = watches.get(watch);
    return at == null ? RegistrySpecification.NO_WATCH : registry.unwatch(at) ? 1 : 0;
  }

  @Operation(params = "watch")
  public int rearm(int watch) {
    Watch at = watches.get(watch);
    return at == null ? RegistrySpecification.NO_WATCH : registry.rearm(at) ? 1 : 0;
  }

  /** Returns the cookies as the digits of a number. */
  @Operation(params = "room")
  public int drain(int room) {
    long[] cookies = new long[room];
    int count = registry.drain(cookies);
    int digits = 0;
    for (int i = 0; i < count; i++) {
      digits = digits * 10 + (int) cookies[i];
    }
    return digits;
  }

  @Operation
  public long generation() {
    return registry.generation();
  }

  @Operation
  public boolean isQuiet() {
    return registry.generation() == registry.drainedGeneration();
  }

  /** Frees the block or allocates it again. */
  @Operation(nonParallelGroup = "block")
  public void block() {
    allocated = !allocated;
    if (allocated) {
      space.allocated(AT, 2 * PAGE);
    } else {
      space.freed(AT);
    }
  }

  /** Unmaps the mapping or makes it again. */
  @Operation(nonParallelGroup = "mapping")
  public void mapping() {
    mapped = !mapped;
    if (mapped) {
      space.mapped(MAPPING, 2 * PAGE);
    } else {
      space.unmapped(MAPPING, 2 * PAGE);
    }
  }

  /** Changes the last page. */
  @Operation(nonParallelGroup = "change")
  public void change() {
    space.changeBegin(MAPPING + PAGE, PAGE);
    space.changeEnd(MAPPING + PAGE, PAGE);
  }

  @Operation
  public boolean changing() {
    return space.isChanging(MAPPING, MAPPING + 2 * PAGE);
  }

  @Operation(runOnce = true)
  public void close() {
    registry.close();
  }

  /** Called when all operations have ended. */
  @Validate
  public void watchesAreCounted() {
    int in = 0;
    for (int i = 0; i < watches.length(); i++) {
      in += watches.get(i) != null && !watches.get(i).isRemoved() ? 1 : 0;
    }
    if (registry.size() != in || space.watches() != in) {
      throw new IllegalStateException(in + " watches are in, " + registry.size() + " are counted, " + space.watches() + " can be hit");
    }
  }
}
