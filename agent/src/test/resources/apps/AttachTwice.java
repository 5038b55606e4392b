import com.sun.tools.attach.VirtualMachine;
import java.util.function.LongBinaryOperator;

/** Attaches the agent whose jar is the first argument to this JVM, two times, and asks whether the hooks work. */
public class AttachTwice {
  public static void main(String[] arguments) throws Exception {
    long pid = ProcessHandle.current().pid();
    for (int i = 0; i < 2; i++) {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      machine.loadAgent(arguments[0], "mode=cache");
      machine.detach();
    }
    Class<?> hooks = Class.forName("java.lang.$PindownHooks", false, null);
    long[] count = new long[1];
    Thread me = Thread.currentThread();
    LongBinaryOperator[] sinks = new LongBinaryOperator[11];
    sinks[0] = (base, size) -> {
      if (Thread.currentThread() == me && size == 1_999_993 + 7) {
        count[0]++;
      }
      return 0;
    };
    hooks.getMethod("subscribe", LongBinaryOperator[].class).invoke(null, (Object) sinks);
    java.nio.ByteBuffer.allocateDirect(1_999_993);
    System.out.println("events " + count[0]);
  }
}
