package io.pindown.agent.downcall;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the functions of {@link LibcFunction} are. Each name is looked up in two ways, by the linker's default lookup and by
 * {@code dlsym(RTLD_DEFAULT)}: with a preloaded allocator they differ, and applications use both. Immutable.
 */
final class LibcAddresses {
  private static final long RTLD_DEFAULT = 0L;

  private final Map<Long, Set<LibcFunction>> byAddress = new HashMap<>();
  private final long[] sorted;

  LibcAddresses(Ffm ffm) throws Throwable {
    Object dlsym = ffm.find("dlsym");
    MethodHandle resolve = dlsym == null ? null : ffm.link(dlsym, "JJP");
    for (LibcFunction function : LibcFunction.values()) {
      for (String name : function.names()) {
        Object symbol = ffm.find(name);
        if (symbol != null) {
          add(ffm.addressOf(symbol), function);
        }
        if (resolve != null) {
          add((long) resolve.invoke(RTLD_DEFAULT, ffm.segment(cString(name))), function);
        }
      }
    }
    sorted = new long[byAddress.size()];
    int next = 0;
    for (long address : byAddress.keySet()) {
      sorted[next++] = address;
    }
    Arrays.sort(sorted);
  }

  private void add(long address, LibcFunction function) {
    if (address != 0L) {
      byAddress.computeIfAbsent(address, any -> EnumSet.noneOf(LibcFunction.class)).add(function);
    }
  }

  private static ByteBuffer cString(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 1);
    buffer.put(bytes).put((byte) 0);
    return buffer.flip();
  }

  /** The functions at an address: none, one, or the forms of one. */
  Set<LibcFunction> at(long address) {
    Set<LibcFunction> functions = byAddress.get(address);
    return functions == null ? EnumSet.noneOf(LibcFunction.class) : functions;
  }

  /** Whether any function is at this address. Called before each call through an unbound handle. */
  boolean isKnown(long address) {
    long[] all = sorted;
    return all.length > 0 && address >= all[0] && address <= all[all.length - 1] && Arrays.binarySearch(all, address) >= 0;
  }

  /** Whether this function is at this address. */
  boolean isAt(LibcFunction function, long address) {
    Set<LibcFunction> functions = byAddress.get(address);
    return functions != null && functions.contains(function);
  }
}
