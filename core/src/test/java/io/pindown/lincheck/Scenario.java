package io.pindown.lincheck;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;

/** A scenario as text: what comes before, what two threads do at once, what comes after, as in {@code a(1); b(2) c() | d(); e()}. */
final class Scenario {
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((\\d*)\\)");

  private Scenario() {}

  /**
   * Reads a scenario of the operations of a class.
   *
   * @throws IllegalArgumentException if it has other than three parts, other than two threads, or an operation that the class has not
   */
  static ExecutionScenario of(Class<?> operations, String text) {
    String[] parts = text.split(";", -1);
    String[] threads = parts.length == 3 ? parts[1].split("\\|", -1) : new String[0];
    if (threads.length != 2) {
      throw new IllegalArgumentException("scenario '" + text + "' is not of the form 'before; one | other; after'");
    }
    List<List<Actor>> parallel = List.of(calls(operations, threads[0]), calls(operations, threads[1]));
    return new ExecutionScenario(calls(operations, parts[0]), parallel, calls(operations, parts[2]), null);
  }

  private static List<Actor> calls(Class<?> operations, String text) {
    List<Actor> calls = new ArrayList<>();
    Matcher matcher = CALL.matcher(text);
    int end = 0;
    for (; matcher.find(); end = matcher.end()) {
      List<Object> arguments = matcher.group(2).isEmpty() ? List.of() : List.of(Integer.valueOf(matcher.group(2)));
      calls.add(new Actor(method(operations, matcher.group(1), arguments.size()), arguments));
    }
    if (!text.substring(end).isBlank()) {
      throw new IllegalArgumentException("'" + text + "' is not a list of operations such as 'a(1) b()'");
    }
    return calls;
  }

  private static Method method(Class<?> operations, String name, int parameters) {
    return Arrays.stream(operations.getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters && m.getDeclaringClass() != Object.class)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(operations + " has no operation " + name + " of " + parameters + " arguments"));
  }
}
