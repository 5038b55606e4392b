package io.pindown.agent.adapter.stage;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isEquals;
import static net.bytebuddy.matcher.ElementMatchers.isHashCode;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.nameEndsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.pindown.agent.adapter.Arguments;
import io.pindown.agent.adapter.Ticket;
import java.lang.reflect.Method;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/**
 * Changes one class of a library while it is loaded, all or nothing: where something is not as expected, an IllegalStateException names
 * it, and the class stays as it is. Not thread-safe.
 */
final class Weave {
  private static final int PRIVATE_TRANSIENT_SYNTHETIC = 0x0002 | 0x0080 | 0x1000;
  private static final ClassFileLocator OURS = ClassFileLocator.ForClassLoader.of(Weave.class.getClassLoader());

  private final TypeDescription type;
  private DynamicType.Builder<?> builder;
  private Class<?> implemented;

  Weave(String className, ClassLoader loader, byte[] classFile) {
    String name = className.replace('/', '.');
    ClassFileLocator locator =
        new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile), ClassFileLocator.ForClassLoader.of(loader));
    type = TypePool.Default.WithLazyResolution.of(locator).describe(name).resolve();
    builder = new ByteBuddy().with(TypeValidation.DISABLED).redefine(type, locator);
  }

  /** Adds a field for an object of ours. */
  Weave field(String name) {
    builder = builder.defineField(name, Object.class, PRIVATE_TRANSIENT_SYNTHETIC);
    return this;
  }

  /** Has the class implement an interface of ours, by methods that it has, by defaults, and by what else is said here. */
  Weave implement(Class<?> ours) {
    implemented = ours;
    builder = builder.implement(ours);
    return this;
  }

  /** The methods of that name in an interface of ours get and set a field. */
  Weave accessor(String method, String field) {
    builder = builder.method(named(method)).intercept(FieldAccessor.ofField(field));
    return this;
  }

  /** The method of that name in an interface of ours calls one of the class with its one argument; overloads differ by its type. */
  Weave calling(String method, String called) {
    ElementMatcher.Junction<MethodDescription> sameArgument = named(called).and(takesArgument(0, parameterOf(method)));
    builder = builder.method(named(method)).intercept(MethodCall.invoke(sameArgument).withArgument(0));
    return this;
  }

  /**
   * The method of that name, of two arguments, makes another object of the class.
   *
   * @param values for each argument of its only constructor: the name of a field of this one, or of a method without arguments, as {@code
   *     name()}, or the number of an argument of the method, as {@code 0}
   */
  Weave constructing(String method, String... values) {
    MethodCall call = MethodCall.construct(one(isConstructor().and(takesArguments(values.length)), "constructor of " + values.length + " arguments"));
    for (String value : values) {
      if (value.endsWith("()")) {
        call = call.withMethodCall(MethodCall.invoke(named(value.substring(0, value.length() - 2)).and(takesArguments(0))));
      } else if (Character.isDigit(value.charAt(0))) {
        call = call.withArgument(value.charAt(0) - '0');
      } else {
        call = call.withField(value);
      }
    }
    builder = builder.method(named(method)).intercept(call.withAssigner(Assigner.DEFAULT, Assigner.Typing.DYNAMIC));
    return this;
  }

  /** Each object is equal to itself only: views of one registration are different handles, as they would be without a cache. */
  Weave byIdentity() throws ReflectiveOperationException {
    builder = builder
        .method(isHashCode())
        .intercept(MethodCall.invoke(System.class.getMethod("identityHashCode", Object.class)).withThis())
        .method(isEquals())
        .intercept(MethodCall.invoke(Ticket.class.getMethod("isSame", Object.class, Object.class)).withThis().withArgument(0));
    return this;
  }

  Weave advise(Class<?> advice, String method) {
    return advise(advice, isMethod().and(named(method)), method);
  }

  Weave adviseConstructor(Class<?> advice) {
    return advise(advice, isConstructor(), "<init>");
  }

  private Weave advise(Class<?> advice, ElementMatcher.Junction<MethodDescription> method, String name) {
    String[] arguments = arguments(advice);
    ElementMatcher.Junction<MethodDescription> matcher = method.and(takesArguments(arguments.length));
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      matcher = matcher.and(takesArgument(i, argument.startsWith(".") ? nameEndsWith(argument) : named(argument)));
    }
    // bridges have the same name and arguments, and call the method itself
    matcher = matcher.and(not(isBridge()));
    one(matcher, name + "(" + String.join(", ", arguments) + ")");
    // described by its class file: the loader of the advice does not see Byte Buddy, and so not its annotations
    builder = builder.visit(Advice.to(TypePool.Default.of(OURS).describe(advice.getName()).resolve(), OURS).on(matcher));
    return this;
  }

  byte[] bytes() {
    return builder.make().getBytes();
  }

  private MethodDescription.InDefinedShape one(ElementMatcher<? super MethodDescription.InDefinedShape> matcher, String name) {
    var found = type.getDeclaredMethods().filter(matcher);
    if (found.size() != 1) {
      throw new IllegalStateException("it has " + found.size() + " methods " + name + "; 1 is expected");
    }
    return found.getOnly();
  }

  private TypeDescription parameterOf(String method) {
    for (Method declared : implemented.getMethods()) {
      if (declared.getName().equals(method)) {
        return TypeDescription.ForLoadedType.of(declared.getParameterTypes()[0]);
      }
    }
    throw new IllegalStateException(method);
  }

  /** The arguments of the method that advice is for; the advice class names them, since overloads differ by them only. */
  private static String[] arguments(Class<?> advice) {
    for (Method method : advice.getDeclaredMethods()) {
      Arguments arguments = method.getAnnotation(Arguments.class);
      if (arguments != null) {
        return arguments.value();
      }
    }
    throw new IllegalStateException(advice.getName() + " has no method with @Arguments");
  }
}
