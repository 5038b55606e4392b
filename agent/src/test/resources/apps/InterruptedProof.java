import java.lang.reflect.Method;

/** Has the hooks proven by a thread that is interrupted, for the first time and once more. */
public class InterruptedProof {
  static final String LEFT = ", and interrupted still";

  public static void main(String[] arguments) throws Exception {
    Class<?> hooks = Class.forName("java.lang.$PindownHooks", false, null);
    Thread.currentThread().interrupt();
    ((Runnable) hooks.getField("prove").get(null)).run();
    say(hooks, "proven");
    Class<?> spaces = Class.forName("io.pindown.registry.AddressSpace");
    Object space = spaces.getMethod("process").invoke(null);
    Method again = spaces.getMethod("proveAgain");
    Thread.currentThread().interrupt();
    again.invoke(space);
    say(hooks, "proven again");
  }

  static void say(Class<?> hooks, String what) throws Exception {
    boolean interrupted = Thread.interrupted();
    long missing = hooks.getField("expected").getLong(null) & ~hooks.getField("proven").getLong(null);
    System.out.println(missing == 0 && interrupted ? what + LEFT : what + " not: missing " + missing + ", interrupted " + interrupted);
  }
}
