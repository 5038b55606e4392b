package io.pindown.it.app;

import java.io.File;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;

/**
 * Starts Pindown's agent, whose jar the options name, with transformers of its own between it and the VM. On demand they take one kind of
 * call out of one class again, after all has been proven and without Pindown's being asked: what comes of a hook that is not there
 * and that nobody misses.
 */
public final class HookRemovingAgent {
  private static final String HOOKS = "java/lang/$PindownHooks";

  private static final Map<ClassFileTransformer, ClassFileTransformer> BETWEEN = new ConcurrentHashMap<>();
  private static final Map<String, byte[]> WOVEN = new ConcurrentHashMap<>();
  private static Instrumentation instrumentation;
  private static volatile String owner;
  private static volatile byte[] without;

  private HookRemovingAgent() {}

  /** @param options Pindown's jar, {@code |} and its options */
  public static void premain(String options, Instrumentation given) throws Exception {
    instrumentation = given;
    int bar = options.indexOf('|');
    given.appendToSystemClassLoaderSearch(new JarFile(new File(options.substring(0, bar))));
    Object passedOn =
        Proxy.newProxyInstance(
            HookRemovingAgent.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              for (int i = 0; arguments != null && i < arguments.length; i++) {
                if (arguments[i] instanceof ClassFileTransformer) {
                  arguments[i] = BETWEEN.computeIfAbsent((ClassFileTransformer) arguments[i], Between::new);
                }
              }
              try {
                return method.invoke(given, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    ClassLoader.getSystemClassLoader()
        .loadClass("io.pindown.agent.Premain")
        .getMethod("premain", String.class, Instrumentation.class)
        .invoke(null, options.substring(bar + 1), passedOn);
  }

  /** Takes the calls of a hook out of a class; returns how many there were. */
  public static int takeOut(String className, String hook) throws Exception {
    owner = className.replace('.', '/');
    byte[] woven = WOVEN.get(owner).clone();
    int sites = emptyCalls(woven, hook);
    without = woven;
    instrumentation.retransformClasses(Class.forName(className));
    return sites;
  }

  /** Passes everything on to a transformer of Pindown's, but for the class from which a hook was taken. */
  private static final class Between implements ClassFileTransformer {
    private final ClassFileTransformer behind;

    Between(ClassFileTransformer behind) {
      this.behind = behind;
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) throws java.lang.instrument.IllegalClassFormatException {
      boolean taken = without != null && name != null && name.equals(owner);
      if (taken) {
        return WOVEN.containsKey(name) && isWeaver() ? without : null;
      }
      byte[] result = behind.transform(module, loader, name, type, domain, bytes);
      if (result != null && loader == null && isWeaver()) {
        WOVEN.put(name, result);
      }
      return result;
    }

    private boolean isWeaver() {
      return behind.getClass().getName().equals("io.pindown.agent.Rewriting");
    }
  }

  /** Replaces {@code invokestatic} of a hook of two longs by two {@code pop2} and a {@code nop}. */
  private static int emptyCalls(byte[] classFile, String hook) {
    ByteBuffer bytes = ByteBuffer.wrap(classFile);
    int count = bytes.getShort(8) & 0xffff;
    int[] at = new int[count];
    int position = 10;
    for (int i = 1; i < count; i++) {
      at[i] = position;
      switch (bytes.get(position)) {
        case 1:
          position += 3 + (bytes.getShort(position + 1) & 0xffff);
          break;
        case 5:
        case 6:
          position += 9;
          i++;
          break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20:
          position += 3;
          break;
        case 15:
          position += 4;
          break;
        default:
          position += 5;
          break;
      }
    }
    int calls = 0;
    for (int i = position; i < classFile.length - 2; i++) {
      int constant = bytes.getShort(i + 1) & 0xffff;
      if (classFile[i] == (byte) 0xb8 && constant < count && isHook(bytes, at, constant, hook)) {
        classFile[i] = 0x58;
        classFile[i + 1] = 0x58;
        classFile[i + 2] = 0;
        calls++;
      }
    }
    return calls;
  }

  private static boolean isHook(ByteBuffer bytes, int[] at, int constant, String hook) {
    if (at[constant] == 0 || bytes.get(at[constant]) != 10) {
      return false;
    }
    int owner = bytes.getShort(at[constant] + 1) & 0xffff;
    int nameAndType = at[bytes.getShort(at[constant] + 3) & 0xffff];
    return text(bytes, at[bytes.getShort(at[owner] + 1) & 0xffff]).equals(HOOKS)
        && text(bytes, at[bytes.getShort(nameAndType + 1) & 0xffff]).equals(hook)
        && text(bytes, at[bytes.getShort(nameAndType + 3) & 0xffff]).equals("(JJ)V");
  }

  private static String text(ByteBuffer bytes, int at) {
    return new String(bytes.array(), at + 3, bytes.getShort(at + 1) & 0xffff, StandardCharsets.UTF_8);
  }
}
