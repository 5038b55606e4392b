package io.pindown.agent.adapter;

import io.pindown.agent.AgentOptions;
import java.lang.reflect.Method;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/** Puts an adapter's advice into the bytes of a library's class. The only class that names Byte Buddy. */
final class AdviceStage {
  static {
    // Byte Buddy then leaves sun.misc.Unsafe alone, whose use prints a warning on JDK 24 and later. Relocation renames this
    // string together with Byte Buddy, so an application's own Byte Buddy is not touched.
    System.setProperty("net.bytebuddy.safe", "true");
  }

  private AdviceStage() {}

  static byte[] apply(AgentOptions options, String adapter, String className, ClassLoader loader, byte[] classFile)
      throws ReflectiveOperationException {
    if (!sees(loader)) {
      throw new IllegalStateException("its class loader does not see the agent's classes");
    }
    if (adapter.equals(AdapterTable.URING)) {
      UringCaches.configure(options);
      return className.endsWith("/Ring")
          ? advise(className, loader, classFile, UringAdvice.Register.class, "register", UringAdvice.Close.class, "close")
          : advise(className, loader, classFile, UringAdvice.Release.class, "release");
    }
    throw new IllegalArgumentException("adapter " + adapter + ", known: " + AdapterTable.names());
  }

  /** Advice runs inside the library's classes, so these must find the classes that it calls, and find the same ones. */
  private static boolean sees(ClassLoader loader) {
    try {
      return Class.forName(UringCaches.class.getName(), false, loader) == UringCaches.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** @param adviceAndMethod in pairs: a class with advice, the name of the method that has the advice's arguments */
  private static byte[] advise(String className, ClassLoader loader, byte[] classFile, Object... adviceAndMethod) {
    String name = className.replace('/', '.');
    ClassFileLocator locator =
        new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile), ClassFileLocator.ForClassLoader.of(loader));
    ClassFileLocator adviceLocator = ClassFileLocator.ForClassLoader.of(AdviceStage.class.getClassLoader());
    TypeDescription type = TypePool.Default.WithLazyResolution.of(locator).describe(name).resolve();
    var builder = new ByteBuddy().with(TypeValidation.DISABLED).redefine(type, locator);
    for (int i = 0; i < adviceAndMethod.length; i += 2) {
      Class<?> advice = (Class<?>) adviceAndMethod[i];
      AsmVisitorWrapper around = Advice.to(advice, adviceLocator)
          .on(ElementMatchers.named((String) adviceAndMethod[i + 1]).and(ElementMatchers.takesArguments(parameters(advice))));
      builder = builder.visit(around);
    }
    return builder.make().getBytes();
  }

  /** The arguments of the method that advice is for; the advice class names them, since overloads differ by them only. */
  private static Class<?>[] parameters(Class<?> advice) {
    for (Method method : advice.getDeclaredMethods()) {
      Arguments arguments = method.getAnnotation(Arguments.class);
      if (arguments != null) {
        return arguments.value();
      }
    }
    throw new IllegalStateException(advice.getName() + " has no method with @Arguments");
  }
}
