import com.sun.tools.attach.VirtualMachine;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * Attaches the agent whose jar is the first argument, and links malloc after that; and free before it, if the second argument says so. Prints which
 * events came of a block: one that an old handle may free is forgotten as soon as it begins.
 */
public class LinkedBefore {
  static final long SIZE = 3_000_017L;

  static MethodHandle link(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).get(), type);
  }

  public static void main(String[] arguments) throws Throwable {
    FunctionDescriptor takesAddress = FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG);
    MethodHandle free = arguments[1].equals("before") ? link("free", takesAddress) : null;
    VirtualMachine machine = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
    machine.loadAgent(arguments[0], "mode=cache");
    machine.detach();
    Class<?> hooks = Class.forName("java.lang.$PindownHooks", false, null);
    List<String> seen = new ArrayList<>();
    Thread me = Thread.currentThread();
    long[] block = new long[1];
    long[] lastFreed = new long[1];
    String[] kinds = {"allocated", "freed", "reallocating", "reallocated", "mapped", "unmapped"};
    LongBinaryOperator[] sinks = new LongBinaryOperator[11];
    for (int kind = 0; kind < kinds.length; kind++) {
      String name = kinds[kind];
      sinks[kind] = (base, size) -> {
        if (Thread.currentThread() == me && name.equals("freed")) {
          lastFreed[0] = base;
        }
        if (Thread.currentThread() == me && (size == SIZE || size == 2 * SIZE || block[0] != 0 && base == block[0])) {
          seen.add(name);
        }
        return 0;
      };
    }
    MethodHandle malloc = link("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    MethodHandle realloc = link("realloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    MethodHandle mmap = link("mmap", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks);
    block[0] = (long) malloc.invokeExact(SIZE);
    System.out.println("malloc " + seen + (lastFreed[0] == block[0] ? " forgotten" : ""));
    seen.clear();
    lastFreed[0] = 0;
    block[0] = (long) realloc.invokeExact(block[0], 2 * SIZE);
    seen.remove("freed"); // in place or not
    System.out.println("realloc " + seen + (lastFreed[0] == block[0] ? " forgotten" : ""));
    seen.clear();
    if (free == null) {
      free = link("free", takesAddress);
    }
    free.invokeExact(block[0]);
    System.out.println("free " + seen);
    seen.clear();
    block[0] = 0;
    block[0] = (long) mmap.invokeExact(0L, SIZE, 3, 0x22, -1, 0L);
    System.out.println("mmap " + seen);
  }
}
